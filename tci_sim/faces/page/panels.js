'use strict';
// The parts of the screen: built anew for each language, filled whenever something has come out.
const $ = id => document.getElementById(id);

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node[key] = value;
    else if (value === true) node.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

const button = (id, text, onclick, more = {}) => element('button', { type: 'button', id, onclick, ...more }, text);

function table(head, rows, caption, more = {}) { // rows: cells, the first of which heads the row
  return element('table', more, caption ? element('caption', {}, caption) : null,
    element('thead', {}, element('tr', {}, ...head.map(text => element(text ? 'th' : 'td', text ? { scope: 'col' } : {}, text)))),
    element('tbody', {}, ...rows.map(([name, ...cells]) => element('tr', {}, element('th', { scope: 'row' }, name), ...cells.map(cell => element('td', {}, minus(cell)))))));
}

const scrolled = node => element('div', { class: 'scrolled', tabindex: 0 }, node);
const low = node => element('div', { class: 'scrolled low', tabindex: 0 }, node); // a long list, which is scrolled by itself

// One lever or uncertainty: its name and value, the slider, what it was, and all that is known of it.
class Control {
  constructor(facts, { id, read, base, change, done, note }) {
    Object.assign(this, { facts, read, base, note });
    this.input = element('input', {
      type: 'range', id, min: facts.low, max: facts.high, step: facts.step, 'aria-describedby': `${id}-was`,
      oninput: () => change(facts.path, this.taken()), onchange: done,
    });
    this.output = element('output', { for: id });
    this.was = element('small', { id: `${id}-was` });
    const known = [['page.live.unit', facts.unit_text], ['page.live.cost', facts.cost], ['page.live.source', facts.source], ['page.live.evidence', facts.evidence]].filter(([, text]) => text && written(text));
    this.box = element('div', { class: 'control' },
      element('label', { for: id }, element('span', {}, written(facts.label)), this.output), this.input, this.was,
      element('details', {}, element('summary', {}, say('page.live.about')), element('p', {}, written(facts.meaning)),
        element('dl', {}, ...known.flatMap(([key, text]) => [element('dt', {}, say(key)), element('dd', {}, written(text))]),
          element('dt', {}, say('page.live.in_file')), element('dd', {}, element('code', {}, facts.path)))));
  }

  taken() { // what was dragged to; a step never moves what is not on a step
    const value = Number(this.input.value);
    return this.facts.kind === 'i8' ? Math.round(value) : value;
  }

  show() {
    const value = this.read(), base = this.base(), moved = value !== base, unit = written(this.facts.unit_text), note = this.note();
    if (Number(this.input.value) !== value) this.input.value = value;
    this.input.disabled = note.fixed;
    this.output.textContent = this.text(value);
    this.box.classList.toggle('moved', moved);
    this.was.textContent = [unit, moved ? say('page.live.was', { value: this.text(base) }) : '', note.text].filter(Boolean).join(' · ');
    this.input.setAttribute('aria-valuetext', [this.text(value), unit, moved ? say('page.live.was', { value: this.text(base) }) : '', note.text].filter(Boolean).join(', '));
  }

  text(value) { return String(Number(value.toPrecision(6))); }
}

// One event that may be added to the timeline.
class Happening {
  constructor(facts, place, { read, change }) {
    Object.assign(this, { read });
    const now = () => read() ?? { month: facts.month, ...(facts.most ? { size: facts.size } : {}) };
    this.on = element('input', { type: 'checkbox', id: `shock-${place}`, onchange: () => change(place, this.on.checked ? now() : null) });
    this.month = element('input', { type: 'number', min: 0, max: facts.months - 1, step: 1, onchange: () => this.set(change, place, now()) });
    this.size = facts.most ? element('input', { type: 'number', min: 0, max: facts.most, step: 'any', onchange: () => this.set(change, place, now()) }) : null;
    this.facts = facts;
    this.box = element('div', { class: 'control event' }, element('label', { for: `shock-${place}` }, this.on, element('span', {}, written(facts.label))),
      element('p', {}, element('label', {}, `${say('page.live.month_of')} `, this.month), this.size ? element('label', {}, ` ${say('page.live.size_of')} `, this.size) : null));
  }

  set(change, place, now) {
    const month = Math.round(Number(this.month.value)), size = this.size ? Number(this.size.value) : undefined;
    const good = this.month.value !== '' && month >= 0 && month < this.facts.months && (size === undefined || (this.size.value !== '' && size >= 0 && size <= this.facts.most));
    if (!good) { this.show(); return; }
    if (this.on.checked) change(place, size === undefined ? { month } : { month, size });
  }

  show() {
    const now = this.read();
    this.on.checked = Boolean(now);
    this.month.value = now ? now.month : this.facts.month;
    this.month.disabled = !now;
    if (this.size) { this.size.value = now ? now.size : this.facts.size; this.size.disabled = !now; }
    this.box.classList.toggle('moved', Boolean(now));
  }
}
