'use strict';
// What the screens of lessons and games share: language and shade, buttons of the head, the engine, charts of means.
const shippedOf = () => JSON.parse($('shipped').textContent);
const canRun = () => typeof WebAssembly !== 'undefined' && typeof DecompressionStream !== 'undefined' && typeof BigInt64Array !== 'undefined';
const bytesOf = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));

function firstView() {
  return { lang: LANGUAGES.includes(document.documentElement.lang) ? document.documentElement.lang : 'zh-Hant', dark: matchMedia('(prefers-color-scheme: dark)').matches };
}

function headOf(view, build, ...more) { // buttons: print, dark, languages
  const shade = button('dark', say('page.live.dark'), () => { view.dark = !view.dark; show(); }, { 'aria-pressed': String(view.dark) });
  const show = () => { document.documentElement.classList.toggle('dark', view.dark); shade.setAttribute('aria-pressed', String(view.dark)); };
  show();
  const languages = element('span', { role: 'group', 'aria-label': say('page.live.languages') }, ...LANGUAGES.map(code => button(null, words.texts[code]['page.live.language'], () => {
    view.lang = code; words.language = code; build(); document.querySelector(`nav button[lang^='${code}']`).focus();
  }, { lang: code === 'en' ? 'en' : 'zh-Hant-TW', 'aria-pressed': String(view.lang === code) })));
  return element('nav', { 'aria-label': say('page.live.tools') }, ...more, button('print', say('page.live.print'), () => print()), shade, languages);
}

function showScreen(view, title, ...parts) {
  document.documentElement.lang = view.lang === 'en' ? 'en' : 'zh-Hant-TW';
  document.title = title;
  $('live')?.remove();
  document.body.prepend(element('div', { id: 'live' }, ...parts));
}

function poolOf(shipped) {
  return new Pool({ described: shipped.described, asked: shipped.asked, wasm: bytesOf(shipped.wasm), image: bytesOf(shipped.image) },
    Math.max(1, Math.min(8, shipped.pairs, navigator.hardwareConcurrency || 2)));
}

const finely = (value, step) => minus(number(value, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))));

// Some lines in one chart, in the unit that is best read: [{ values, kind, label }], and the band of one of them.
function drawLines(chart, label, unit, lines, { band = null, years }) {
  const all = [...lines.flatMap(line => line.values), ...(band ? [...band.low, ...band.high] : [])], found = scale(all, unit), times = values => values.map(value => value * found.factor);
  const drawn = lines.map(line => ({ ...line, values: times(line.values) })), digits = finerBy(found.digits, drawn.flatMap(line => line.values));
  chart.unit.textContent = found.unit;
  const named = drawn.filter(line => line.label);
  chart.told = named.length ? t => minus(say('lesson.live.told', { label, unit: found.unit, all: named.map(line => `${line.label} ${number(line.values[t], digits)}`).join(' · ') })) : null;
  chart.draw({ title: [written(label), chart.told?.(drawn[0].values.length - 1)].filter(Boolean).join('. '), years, format: finely, lines: drawn, band: band ? { low: times(band.low), high: times(band.high), kind: band.kind } : null });
}

function finerBy(digits, values) { // enough of them to tell months apart
  const known = values.filter(Number.isFinite), spread = Math.max(...known) - Math.min(...known);
  return spread > 0 ? Math.max(digits, Math.min(3, 1 - Math.floor(Math.log10(spread)))) : digits;
}

function chartPanel(label, move) { // a heading with its unit, and a chart
  const unit = element('span'), box = element('div', { class: 'panel' }, element('h3', {}, written(label), ' ', unit));
  return Object.assign(new Chart(box, move), { unit, box });
}

async function copyText(text, area, told) {
  try { await navigator.clipboard.writeText(text); told.textContent = say('page.live.copied'); } catch { area.focus(); area.select(); told.textContent = say('page.live.copy_by_hand'); }
}
