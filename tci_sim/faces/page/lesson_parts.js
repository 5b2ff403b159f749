'use strict';
// What is predicted in a lesson: a curve that is drawn, a number or a choice, and how each stands in a text.
const YEAR = 12;

// A curve that is drawn before anything is seen: a value at the beginning and one at the end of each year.
class Drawing {
  constructor(box, { asked, label, unit, months, given, givenLabel, start, change }) {
    Object.assign(this, { width: 460, height: 210, left: 46, right: 132, above: 10, below: 22, asked, months, change, at: 1, label, unit });
    this.values = start;
    this.low = asked.low;
    this.high = asked.high;
    this.found = scale([asked.low, asked.high], unit);
    this.svg = svg('svg', { viewBox: `0 0 ${this.width} ${this.height}`, role: 'slider', tabindex: 0, 'aria-label': say('lesson.live.your_curve', { measure: label }), 'aria-valuemin': asked.low, 'aria-valuemax': asked.high, 'aria-orientation': 'vertical', class: 'drawing' }, box);
    const { step, values } = ticks(asked.low * this.found.factor, asked.high * this.found.factor), grid = svg('g', { class: 'grid' }, this.svg);
    for (const value of values) {
      const y = this.y(value / this.found.factor);
      svg('path', { d: `M${this.left} ${y}H${this.width - this.right}` }, grid);
      svg('text', { x: this.left - 5, y: y + 3.5, 'text-anchor': 'end' }, grid, finely(value, step));
    }
    for (let year = 0; year < this.knots(); year += this.knots() > 6 ? 2 : 1) svg('text', { x: this.x(this.month(year)), y: this.height - 6, 'text-anchor': 'middle' }, grid, year ? String(year) : say('lesson.live.years'));
    if (given) {
      const shown = given.map((value, month) => `${month ? 'L' : 'M'}${this.x(month).toFixed(1)} ${this.y(Math.max(this.low, Math.min(this.high, value))).toFixed(1)}`).join('');
      svg('path', { d: shown, class: 'base', fill: 'none' }, this.svg);
      svg('text', { x: this.width - this.right + 4, y: this.y(Math.max(this.low, Math.min(this.high, given.at(-1)))) + 14, class: 'base' }, this.svg, shortened(written(givenLabel)));
    }
    this.line = svg('path', { class: 'guess', fill: 'none' }, this.svg);
    this.dots = svg('g', { class: 'guess' }, this.svg);
    this.svg.addEventListener('pointerdown', event => { this.svg.setPointerCapture(event.pointerId); this.drag(event); });
    this.svg.addEventListener('pointermove', event => { if (event.buttons) this.drag(event); });
    this.svg.addEventListener('keydown', event => this.key(event));
    this.show();
  }

  knots() { return Math.ceil(this.months / YEAR) + 1; }
  month(knot) { return Math.min(knot * YEAR, this.months - 1); }
  x(month) { return this.left + month * (this.width - this.left - this.right) / Math.max(1, this.months - 1); }
  y(value) { return this.above + (this.high - value) / (this.high - this.low) * (this.height - this.above - this.below); }

  set(knot, value) { // what was passed over between two knots is drawn straight
    const kept = Number(Math.max(this.low, Math.min(this.high, value)).toPrecision(3));
    if (this.values.some(each => each === null)) this.values = this.values.map(() => kept);
    this.values[knot] = kept;
    this.at = knot;
    this.change(this.values);
    this.show();
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
    if (by !== undefined) { this.at = Math.max(0, Math.min(this.knots() - 1, this.at + by)); this.show(); return; }
    this.set(this.at, (this.values[this.at] ?? (this.low + this.high) / 2) + up * (this.high - this.low) / 40);
  }

  show() {
    const known = this.values.every(value => value !== null);
    this.line.setAttribute('d', known ? this.values.map((value, k) => `${k ? 'L' : 'M'}${this.x(this.month(k)).toFixed(1)} ${this.y(value).toFixed(1)}`).join('') : '');
    this.dots.replaceChildren(...(known ? this.values.map((value, k) => svg('circle', { cx: this.x(this.month(k)), cy: this.y(value), r: k === this.at ? 6 : 4, class: 'guess' })) : []));
    const value = this.values[this.at];
    this.svg.setAttribute('aria-valuenow', value ?? (this.low + this.high) / 2);
    this.svg.setAttribute('aria-valuetext', value === null ? say('lesson.live.not_yet') : this.text(this.at));
  }

  text(knot) { return minus(say('lesson.live.curve_at', { year: knot, value: number(this.values[knot] * this.found.factor, 2), unit: this.found.unit })); }
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
