'use strict';
// Pictures as SVG: readable without colour and by machines; arrow keys move a month along all of them.
function svg(name, attributes = {}, parent = null, text = null) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== null) node.textContent = text;
  if (parent) parent.append(node);
  return node;
}

function ticks(low, high, count = 4) {
  const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw)), step = power * [1, 2, 5, 10].find(size => size * power >= raw * (1 - 1e-9));
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) found.push(k * step);
  return { step, values: found };
}

function parted(wanted, sizes, low, high) { // places moved so that none of these sizes overlap, or stand outside
  const order = wanted.map((_, k) => k).sort((a, b) => wanted[a] - wanted[b]), places = [...wanted];
  const between = n => (sizes[order[n - 1]] + sizes[order[n]]) / 2;
  for (let pass = 0; pass < 40; pass++) for (let n = 1; n < order.length; n++) {
    const lack = between(n) - (places[order[n]] - places[order[n - 1]]);
    if (lack > 0) { places[order[n - 1]] -= lack / 2; places[order[n]] += lack / 2; }
  }
  order.forEach((k, n) => { places[k] = Math.max(places[k], n ? places[order[n - 1]] + between(n) : low + sizes[k] / 2); });
  for (let n = order.length - 1; n >= 0; n--) places[order[n]] = Math.min(places[order[n]], n < order.length - 1 ? places[order[n + 1]] - between(n + 1) : high - sizes[order[n]] / 2);
  return places;
}

function followSize(picture, change) { // what is written in a picture stays as large as what is written beside it
  if (typeof ResizeObserver === 'undefined') return;
  new ResizeObserver(([{ contentRect: { width, height } }]) => { if (width && height) change(Math.round(width), Math.round(height)); }).observe(picture);
}

const LINE = 13, LETTER = 7.8, MOST_LETTERS = 21; // a line of a name, one of its letters [pixels]; letters of the longest line
const widthOf = text => [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0); // a Chinese letter is as wide as two

function inLines(text) { // a name at the end of a line: in two where it is long
  const middle = text.length / 2, near = (one, other) => Math.abs(one - middle) - Math.abs(other - middle);
  if (widthOf(text) <= MOST_LETTERS - 5) return [text];
  const at = [...text.matchAll(/ /g)].map(each => each.index).sort(near)[0] ?? (widthOf(text) > MOST_LETTERS ? Math.ceil(middle) : text.length);
  return [text.slice(0, at), text.slice(at).trim()].filter(Boolean).map(shortened);
}

function shortened(text) {
  let kept = text;
  while (widthOf(kept) > MOST_LETTERS) kept = kept.slice(0, -1);
  return kept === text ? text : `${kept}…`;
}

function sampleOf(kind, length) { // how a line is drawn, where colours are not enough
  const picture = svg('svg', { viewBox: `0 0 ${length} 10`, width: length, height: 10, class: 'sample', 'aria-hidden': true });
  svg('path', { d: `M0 5h${length}`, class: kind, fill: 'none' }, picture);
  return picture;
}

const legendOf = lines => lines.map(({ kind, label }) => element('span', {}, sampleOf(kind, 26), ` ${label}`));

class Chart {
  constructor(box, move) {
    Object.assign(this, { width: 380, height: 210, left: 46, above: 10, below: 22, month: null });
    this.legend = element('p', { class: 'legend' });
    box.append(this.legend);
    this.svg = svg('svg', { viewBox: `0 0 ${this.width} ${this.height}`, role: 'img', tabindex: 0 }, box);
    this.grid = svg('g', { class: 'grid' }, this.svg);
    this.band = svg('path', { class: 'band' }, this.svg);
    this.lines = svg('g', { fill: 'none' }, this.svg);
    this.ends = svg('g', {}, this.svg);
    this.cursor = svg('path', { class: 'cursor' }, this.svg);
    followSize(this.svg, (width, height) => { if (width === this.width && height === this.height) return; Object.assign(this, { width, height }); if (this.drawn) this.draw(this.drawn); });
    const clipped = month => Math.max(0, Math.min(this.months - 1, month));
    this.svg.addEventListener('pointermove', event => {
      const box = this.svg.getBoundingClientRect();
      if (this.step) move(clipped(Math.round(((event.clientX - box.left) / box.width * this.width - this.left) / this.step)), false, this);
    });
    this.svg.addEventListener('pointerleave', () => move(null, false));
    this.svg.addEventListener('keydown', event => {
      const by = { ArrowLeft: -1, ArrowRight: 1, PageDown: -12, PageUp: 12, Home: -1e9, End: 1e9 }[event.key];
      if (event.key === 'Escape') move(null, true);
      if (by === undefined || !this.months) return;
      event.preventDefault();
      move(clipped((this.month ?? 0) + by), true, this);
    });
  }

  // lines: [{ values, kind, label }]; band: { low, high } or null; format writes a number of the axis
  draw(drawn) {
    const { title, lines, band, format, years } = drawn, { width, height, left, above, below } = this;
    const named = lines.filter(line => line.label).map(line => ({ ...line, rows: inLines(line.label) })), sample = named.length > 2 ? 18 : 0;
    const room = named.length ? Math.ceil(8 + (sample && sample + 3) + LETTER * Math.max(...named.flatMap(line => line.rows.map(widthOf)))) : 12;
    const keyed = room > 0.33 * width && new Set(named.map(line => line.kind)).size === named.length, right = keyed ? 12 : room;
    this.drawn = drawn;
    this.legend.replaceChildren(...(keyed ? legendOf(named) : []));
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.months = lines[0].values.length;
    this.step = (width - left - right) / Math.max(1, this.months - 1);
    const all = [...lines.flatMap(line => line.values), ...(band ? [...band.low, ...band.high] : [])].filter(Number.isFinite);
    let low = Math.min(...all), high = Math.max(...all);
    if (!all.length) { low = 0; high = 1; }
    if (!(high > low)) { const size = Math.abs(high) * 0.05 || 1; low -= size; high += size; }
    const x = month => left + month * this.step, y = value => above + (high - value) / (high - low) * (height - above - below);
    const path = values => {
      let drawn = '', pen = 'M';
      values.forEach((value, month) => {
        if (!Number.isFinite(value)) { pen = 'M'; return; }
        drawn += `${pen}${x(month).toFixed(1)} ${y(value).toFixed(1)}`;
        pen = 'L';
      });
      return drawn;
    };
    this.svg.setAttribute('aria-label', title);
    this.grid.replaceChildren();
    const { step, values } = ticks(low, high);
    for (const value of values) {
      svg('path', { d: `M${left} ${y(value).toFixed(1)}H${width - right}`, class: Math.abs(value) < step / 1e6 && low < 0 ? 'zero' : '' }, this.grid);
      svg('text', { x: left - 5, y: y(value) + 3.5, 'text-anchor': 'end' }, this.grid, format(value, step));
    }
    const spans = this.months / 12, each = spans > 30 ? 120 : spans > 12 ? 60 : spans > 3 ? 24 : 12;
    for (let month = 0; month <= this.months; month += each)
      svg('text', { x: x(Math.min(month, this.months - 1)), y: height - 6, 'text-anchor': 'middle' }, this.grid, month ? month / 12 : years);
    const whole = band && [...band.low, ...band.high].every(Number.isFinite);
    this.band.setAttribute('class', `band of-${band?.kind ?? 'other'}`);
    this.band.setAttribute('d', whole ? `${path(band.high)}${band.low.map((value, month) => `L${x(month).toFixed(1)} ${y(value).toFixed(1)}`).reverse().join('')}Z` : '');
    this.lines.replaceChildren(...lines.map(line => svg('path', { d: path(line.values), class: line.kind })));
    const ends = keyed ? [] : named, wanted = ends.map(line => y(line.values.filter(Number.isFinite).at(-1) ?? low)), places = parted(wanted, ends.map(line => line.rows.length * LINE), 0, height - below + LINE / 2);
    this.ends.replaceChildren(...ends.flatMap((line, k) => {
      const at = width - right + 4, text = svg('text', { class: line.kind });
      line.rows.forEach((row, n) => svg('tspan', { x: at + (sample && sample + 3), y: (places[k] + 4 + (n - (line.rows.length - 1) / 2) * LINE).toFixed(1) }, text, row));
      return [...(sample ? [svg('path', { d: `M${at} ${places[k].toFixed(1)}h${sample}`, class: line.kind, fill: 'none' })] : []), text];
    }));
    this.x = x;
    this.mark(this.month);
  }

  mark(month) {
    this.month = month;
    this.cursor.setAttribute('d', month === null || !this.x ? '' : `M${this.x(month).toFixed(1)} ${this.above}V${this.height - this.below}`);
  }
}

// The value network: nodes where Python put them, with what each gives its internal customers.
class Network {
  constructor(box, { nodes, edges }) {
    const width = 760, row = 74, columns = Math.max(1, ...nodes.map(node => node.x)), rows = Math.max(1, ...nodes.map(node => node.y));
    const height = rows * row + 70, at = node => [64 + node.x / columns * (width - 150), height - 36 - node.y / rows * (height - 74)];
    this.svg = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img' }, box);
    for (const [source, target, kind] of edges) {
      const [x1, y1] = at(nodes[source]), [x2, y2] = at(nodes[target]);
      svg('path', { d: `M${x1} ${y1}C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`, class: `edge ${kind}` }, this.svg);
    }
    this.nodes = nodes.map(node => {
      const [cx, cy] = at(node), circle = svg('circle', { cx, cy, r: 8, class: node.own ? 'own' : 'supplier' }, this.svg);
      return { circle, label: svg('text', { x: cx, y: cy - 12, 'text-anchor': 'middle' }, this.svg), value: svg('text', { x: cx, y: cy + 21, 'text-anchor': 'middle', class: 'value' }, this.svg) };
    });
  }

  draw(title, labels, values) { // values: what stands below each node
    this.svg.setAttribute('aria-label', title);
    this.nodes.forEach((node, k) => { node.label.textContent = labels[k]; node.value.textContent = values[k]; });
  }
}
