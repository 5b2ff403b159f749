'use strict';
// Sentences and numbers in the language in use, as tci_sim.messages writes them.
const LANGUAGES = ['en', 'zh-Hant'];
const words = { texts: {}, language: 'en', inPercent: [], magnitudes: {} }; // what Python ships

const HAN = /[\u4e00-\u9fff]/, LATIN = /[A-Za-z0-9%]/;

function blank(before, behind) { // Chinese parts Latin letters and digits from characters
  const one = before.slice(-1), other = behind.slice(0, 1);
  return (HAN.test(one) && LATIN.test(other)) || (LATIN.test(one) && HAN.test(other)) ? ' ' : '';
}

function fill(template, values) {
  if (words.language === 'en') return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  let written = '';
  for (const part of template.split(/(\{\w+\})/)) {
    if (!part) continue;
    const text = /^\{\w+\}$/.test(part) ? String(values[part.slice(1, -1)]) : part;
    written += written ? blank(written, text) + text : text;
  }
  return written;
}

function written(value) { // text, a number, a pair of texts in both languages, or what writes itself
  if (typeof value === 'function') return value();
  if (Array.isArray(value)) return value[LANGUAGES.indexOf(words.language)];
  return String(value);
}

function knows(id) { return id in words.texts.en || `${id}.other` in words.texts.en; }

function say(id, values = {}) {
  const texts = words.texts[words.language], filled = {};
  for (const [name, value] of Object.entries(values)) filled[name] = written(value);
  let text = texts[id];
  if ('count' in values) text = values.count === 1 && `${id}.one` in texts ? texts[`${id}.one`] : texts[`${id}.other`] ?? text;
  return fill(text, filled);
}

function paragraph(sentences) { // [id, values] of each
  return sentences.map(([id, values]) => say(id, values)).reduce((head, tail) => say('list.sentences', { head, tail }));
}

// --- numbers: tci_sim.messages.numbers -------------------------------------------------------------------------
const DIGITS = [[0, 1000], [1, 10], [2, 0.1], [3, 0]], DIGITS_OF_100 = [[0, 1000], [1, 1], [2, 0.1], [3, 0]];
const COUNTED = new Set(['customer', 'member', 'interview', 'voice', 'need', 'complaint']);
const OF_DIFFERENCES = {
  '-': 'unit.percentage_points.label', '1/month': 'unit.percentage_points_per_month.label', 'points of 100': 'unit.points.label',
};

function fixed(value, digits) { // decimal text, rounded as Python rounds: from the exact value, halves to even
  const size = Math.abs(value), more = size.toFixed(Math.min(100, digits + 60)), tail = more.slice(more.indexOf('.') + 1 + digits);
  if (/^50*$/.test(tail)) { // exactly half-way
    const kept = digits ? more.slice(0, more.indexOf('.') + 1 + digits) : more.slice(0, more.indexOf('.'));
    if (Number(kept.slice(-1)) % 2 === 0) return (value < 0 ? '-' : '') + kept;
  }
  return (value < 0 ? '-' : '') + size.toFixed(digits);
}

const largestOf = values => values.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0);
const digitsOf = (largest, steps = DIGITS) => (largest ? steps.find(([, least]) => largest >= least)[0] : 1);

function unitLabel(unit, differences) {
  for (const id of [differences ? OF_DIFFERENCES[unit] : '', `unit.${unit}.label`]) if (id && id in words.texts.en) return say(id);
  return unit;
}

function scale(values, unit, { differences = false, apart = [] } = {}) {
  const largest = largestOf(values), finest = largestOf(apart), label = unitLabel(unit, differences);
  if (unit.startsWith('currency')) return moneyScale(largest, finest, label, unit.endsWith('/unit'));
  const percent = words.inPercent.includes(unit), factor = percent ? 100 : 1;
  if (COUNTED.has(unit)) return { factor, digits: 0, unit: label };
  const steps = percent || unit === 'points of 100' ? DIGITS_OF_100 : DIGITS, digits = digitsOf(factor * largest, steps);
  return { factor, digits: finest ? Math.max(digits, digitsOf(factor * finest, steps)) : digits, unit: label };
}

function moneyScale(largest, finest, label, byUnit) {
  let found = null, unit = 1, digits = 0;
  for (const each of [...words.magnitudes[words.language]].reverse())
    if (Number(fixed(largest / unit, digits)) * unit >= each.least) { found = each; unit = each.unit; digits = each.digits; }
  if (!found && (byUnit || largest < 10)) return { factor: 1, digits: Math.max(digitsOf(largest), finest ? digitsOf(finest) : 0), unit: label };
  if (!found) return { factor: 1, digits: 0, unit: label };
  if (finest) digits = Math.max(digits, Math.min(digitsOf(finest / unit), found.most_digits));
  return { factor: 1 / unit, digits, unit: say('unit.scaled', { magnitude: say(found.id), unit: label }) };
}

function number(value, digits, sign = false) {
  if (!Number.isFinite(value)) return '-';
  let text = fixed(value, digits);
  if (/^-[0.]*$/.test(text)) text = text.slice(1);
  const negative = text.startsWith('-'), [whole, fraction] = (negative ? text.slice(1) : text).split('.');
  const parted = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction ? `.${fraction}` : '');
  return (negative ? '-' : sign && /[1-9]/.test(parted) ? '+' : '') + parted;
}

const minus = text => text.replace(/(?<![\w.,/\\-])-(?=\d)/g, '\u2212'); // the sign of a number, where it is shown: as tci_sim.render.html

function withUnit(text, unit) { return unit === '%' ? say('number.percent', { number: text }) : say('number.amount', { number: text, unit }); }

function amount(value, unit, { among = null, sign = false } = {}) {
  const found = scale(among ?? [value], unit, { differences: sign });
  return withUnit(number(value * found.factor, found.digits, sign), found.unit);
}

function bare(value, unit, among, sign = false) {
  const found = scale(among, unit, { differences: sign });
  return number(value * found.factor, found.digits, sign);
}

function range(low, high, unit, { among = null, sign = false } = {}) {
  const found = scale(among ?? [low, high], unit, { differences: sign });
  const [first, last] = [low, high].map(end => number(end * found.factor, found.digits, sign));
  const ends = say('number.ends', { low: first, high: last });
  return found.unit === '%' ? say('number.percent', { number: ends }) : say('number.ends_of_amount', { ends, unit_again: found.unit });
}

function intervalCell([mean, low, high], digits) {
  if (!Number.isFinite(low)) return number(mean, digits, true);
  return `${number(mean, digits, true)} [${number(low, digits, true)}, ${number(high, digits, true)}]`;
}

function percent(share) {
  const shown = 100 * share, same = digits => Number(fixed(shown, digits)) === Number(fixed(shown, 6));
  return say('number.percent', { number: number(shown, [0, 1, 2].find(digits => digits === 2 || same(digits))) });
}

function lengthOf(months) {
  return months % 12 === 0 && months ? say('time.years', { count: months / 12 }) : say('time.months', { count: months });
}
