'use strict';
// What is predicted in a lesson: a curve that is drawn, a number or a choice, and how each stands in a text.
const YEAR = 12, MOST_LINES = 200; // months; predictions that are checked at once

// A curve that is drawn before anything is seen: a value at the beginning and one at the end of each year.
class Drawing {
  constructor(box, { asked, label, unit, months, given, start, change, fixed }) {
    Object.assign(this, { width: 620, height: 280, left: 52, right: 14, above: 10, below: 24, asked, months, given, change, fixed, at: 1, values: start, low: asked.low, high: asked.high, found: scale([asked.low, asked.high], unit) });
    const told = fixed ? { role: 'img' } : { role: 'slider', tabindex: 0, 'aria-valuemin': asked.low, 'aria-valuemax': asked.high, 'aria-orientation': 'vertical', class: 'drawing' };
    this.svg = svg('svg', { 'aria-label': say('lesson.live.your_curve', { measure: label }), ...told }, box);
    followSize(this.svg, (width, height) => { Object.assign(this, { width, height }); this.show(); });
    this.show();
    if (fixed) return;
    this.svg.addEventListener('pointerdown', event => { this.svg.setPointerCapture(event.pointerId); this.drag(event); });
    this.svg.addEventListener('pointermove', event => { if (event.buttons) this.drag(event); });
    this.svg.addEventListener('keydown', event => this.key(event));
  }

  knots() { return Math.ceil(this.months / YEAR) + 1; }
  month(knot) { return Math.min(knot * YEAR, this.months - 1); }
  x(month) { return this.left + month * (this.width - this.left - this.right) / Math.max(1, this.months - 1); }
  y(value) { return this.above + (this.high - Math.max(this.low, Math.min(this.high, value))) / (this.high - this.low) * (this.height - this.above - this.below); }
  path(values, monthOf) { return values.map((value, k) => `${k ? 'L' : 'M'}${this.x(monthOf(k)).toFixed(1)} ${this.y(value).toFixed(1)}`).join(''); }

  set(knot, value) { // what was passed over between two knots is drawn straight
    const kept = Number(Math.max(this.low, Math.min(this.high, value)).toPrecision(3));
    if (this.values.some(each => each === null)) this.values = this.values.map(() => kept);
    this.values[knot] = kept;
    this.at = knot;
    this.show();
    this.change(this.values, this.text(knot));
  }

  drag(event) {
    event.preventDefault();
    const box = this.svg.getBoundingClientRect(), x = (event.clientX - box.left) / box.width * this.width, y = (event.clientY - box.top) / box.height * this.height;
    const month = (x - this.left) / (this.width - this.left - this.right) * (this.months - 1), knot = Math.max(0, Math.min(this.knots() - 1, Math.round(month / YEAR)));
    this.set(knot, this.high - (y - this.above) / (this.height - this.above - this.below) * (this.high - this.low));
  }

  key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key], up = { ArrowUp: 1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
    if (by === undefined && up === undefined) return;
    event.preventDefault();
    if (up !== undefined) { this.set(this.at, (this.values[this.at] ?? (this.low + this.high) / 2) + up * (this.high - this.low) / 40); return; }
    this.at = Math.max(0, Math.min(this.knots() - 1, this.at + by));
    this.show();
    if (this.values[this.at] !== null) this.change(this.values, this.text(this.at));
  }

  show() {
    const known = this.values.every(value => value !== null), { step, values } = ticks(this.low * this.found.factor, this.high * this.found.factor, 7), { left, right, height, width } = this;
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const grid = svg('g', { class: 'grid' }), handles = svg('g');
    for (const value of values) {
      const y = this.y(value / this.found.factor).toFixed(1);
      svg('path', { d: `M${left} ${y}H${width - right}`, class: Math.abs(value) < step / 1e6 ? 'zero' : '' }, grid);
      svg('text', { x: left - 6, y: Number(y) + 4, 'text-anchor': 'end' }, grid, finely(value, step));
    }
    for (let year = 0; year < this.knots(); year += this.knots() > 6 ? 2 : 1) svg('text', { x: this.x(this.month(year)), y: height - 6, 'text-anchor': 'middle' }, grid, year ? String(year) : say('lesson.live.years'));
    if (known) this.values.forEach((value, k) => svg('circle', { cx: this.x(this.month(k)).toFixed(1), cy: this.y(value).toFixed(1), r: k === this.at && !this.fixed ? 7 : 4.5, class: 'guess' }, handles));
    else svg('text', { x: (left + width - right) / 2, y: this.above + 22, 'text-anchor': 'middle', class: 'guess' }, handles, say('lesson.live.draw_here'));
    this.svg.replaceChildren(grid, ...(this.given ? [svg('path', { d: this.path(this.given, month => month), class: 'base', fill: 'none' })] : []),
      ...(known ? [svg('path', { d: this.path(this.values, knot => this.month(knot)), class: 'guess', fill: 'none' })] : []), handles);
    if (this.fixed) return;
    const value = this.values[this.at];
    this.svg.setAttribute('aria-valuenow', value ?? (this.low + this.high) / 2);
    this.svg.setAttribute('aria-valuetext', value === null ? say('lesson.live.not_yet') : this.text(this.at));
  }

  text(knot) { return minus(say(knot ? 'lesson.live.curve_at' : 'lesson.live.curve_first', { year: knot, value: number(this.values[knot] * this.found.factor, 3), unit: this.found.unit })); }
}

// Predicted numbers on one line, and what came out with its interval.
class NumberLine {
  constructor(box, { low, high, factor, guesses, computed, label, guessed }) {
    Object.assign(this, { width: 620, height: 84, low, high, factor, guesses, computed, guessed });
    this.svg = svg('svg', { role: 'img', 'aria-label': label, class: 'number-line' }, box);
    followSize(this.svg, (width, height) => { Object.assign(this, { width, height }); this.show(); });
    this.show();
  }

  show() {
    const { width, height, factor, computed } = this, side = 30, middle = 40, x = value => side + (Math.max(this.low, Math.min(this.high, value)) - this.low) / (this.high - this.low) * (width - 2 * side);
    const { step, values } = ticks(this.low * factor, this.high * factor, 6), grid = svg('g', { class: 'grid' }), anchor = value => (x(value) < 90 ? 'start' : x(value) > width - 90 ? 'end' : 'middle');
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg('path', { d: `M${side} ${middle}H${width - side}` }, grid);
    for (const value of values) {
      svg('path', { d: `M${x(value / factor).toFixed(1)} ${middle - 5}v10` }, grid);
      svg('text', { x: x(value / factor).toFixed(1), y: height - 6, 'text-anchor': 'middle' }, grid, finely(value, step));
    }
    const found = svg('g'), guesses = svg('g');
    svg('path', { d: `M${x(computed.least).toFixed(1)} ${middle}H${x(computed.most).toFixed(1)}`, class: 'span' }, found);
    svg('circle', { cx: x(computed.mean).toFixed(1), cy: middle, r: 6, class: 'found' }, found);
    svg('text', { x: x(computed.mean).toFixed(1), y: middle - 14, 'text-anchor': anchor(computed.mean), class: 'other' }, found, say('lesson.live.computed'));
    for (const guess of this.guesses) svg('circle', { cx: x(guess).toFixed(1), cy: middle, r: 6, class: 'guess' }, guesses);
    if (this.guesses.length === 1) svg('text', { x: x(this.guesses[0]).toFixed(1), y: middle + 22, 'text-anchor': anchor(this.guesses[0]), class: 'guess' }, guesses, this.guessed);
    this.svg.replaceChildren(grid, found, guesses);
  }
}

const between = (knots, months) => Array.from({ length: months }, (_, month) => { // the drawn curve by months
  const at = Math.min(Math.floor(month / YEAR), knots.length - 2), from = at * YEAR, to = Math.min((at + 1) * YEAR, months - 1);
  return knots[at] + (knots[at + 1] - knots[at]) * (to > from ? (month - from) / (to - from) : 0);
});

const inText = (form, value) => (form === 'curve' ? value.join(',') : String(value));

function fromText(asked, text, months) { // what a link or a line says was predicted; null where it says nothing that can be
  const inside = value => Number.isFinite(value) && value >= asked.low && value <= asked.high;
  if (asked.form === 'choice') return /^\d$/.test(text) && Number(text) < asked.choices.length ? Number(text) : null;
  if (!/^-?[\d.,e-]+$/.test(text)) return null;
  if (asked.form === 'number') return text !== '' && inside(Number(text)) ? Number(text) : null;
  const values = text.split(',').map(each => (each === '' ? NaN : Number(each)));
  return values.length === Math.ceil(months / YEAR) + 1 && values.every(inside) ? values : null;
}
