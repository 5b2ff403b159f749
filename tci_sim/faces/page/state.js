'use strict';
// What is asked: the policy to start from, levers that were moved, and what the world is like. It lives in the address.
const CLEAR = from => ({ from, levers: {}, world: {}, shocks: {} });

const leverValue = (shipped, state, path) => state.levers[path] ?? shipped.regimes[state.from].values[path];
const isFixed = (shipped, state, path) => shipped.regimes[state.from].fixed.includes(path);
const changedLevers = (shipped, state) => shipped.levers.filter(lever => leverValue(shipped, state, lever.path) !== shipped.regimes[shipped.start].values[lever.path]);

function sameAnswer(one, other) { return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other)); }
function ordered(value) {
  if (value === null || typeof value !== 'object') return value;
  return Object.keys(value).sort().map(key => [key, ordered(value[key])]);
}

// --- what the engine is given ------------------------------------------------------------------------------------------
function worldOf(shipped, state) { // uncertainties, which act from the start of the burn-in
  const moved = shipped.uncertainties.filter(each => each.path in state.world);
  return {
    key: JSON.stringify(moved.map(each => [each.path, state.world[each.path]])), prepares: moved.some(each => each.prepares),
    cells: moved.flatMap(each => each.cells.map(at => [at, each.kind, state.world[each.path]])),
  };
}

function shockCells(shipped, state) {
  return Object.entries(state.shocks).flatMap(([place, { month, size }]) => shipped.shocks[place].rows.flatMap(row => [
    ...[shipped.burn_in + month, row.armed[1], row.armed[2], row.armed[3]].map((value, k) => [row.at + 8 * k, 'i8', value]),
    ...(size === undefined ? [] : [[row.size_at, 'f8', size]]),
  ]));
}

function policyCells(shipped, state) { // patches are raw words; levers are laid over them
  const levers = shipped.levers.filter(lever => lever.path in state.levers && !isFixed(shipped, state, lever.path));
  return [...shipped.regimes[state.from].patch.map(([at, word]) => [at, 'i8', word]), ...levers.flatMap(lever => lever.cells.map(at => [at, lever.kind, state.levers[lever.path]]))];
}

const jobOf = (shipped, state) => ({ world: worldOf(shipped, state), cells: [...policyCells(shipped, state), ...shockCells(shipped, state)] });
const keyOf = job => JSON.stringify([job.world.key, job.cells]);

// --- the address: a link is a scenario -----------------------------------------------------------------------------------
function encode(shipped, state, view = {}) {
  const parts = [['v', shipped.id], ...Object.entries(view)];
  if (state.from !== shipped.start) parts.push(['from', state.from]);
  for (const [path, value] of Object.entries(state.levers)) parts.push([`l.${path}`, value]);
  for (const [path, value] of Object.entries(state.world)) parts.push([`w.${path}`, value]);
  for (const [place, { month, size }] of Object.entries(state.shocks)) parts.push([`s.${place}`, size === undefined ? month : `${month},${size}`]);
  return parts.map(pair => pair.map(encodeURIComponent).join('=')).join('&');
}

function partsOf(text) { // of a link: [name, value] of each; what cannot be read is a name without a value
  return text.split('&').filter(Boolean).map(part => {
    try { return [part.split('=', 1)[0], part.slice(part.indexOf('=') + 1)].map(decodeURIComponent); } catch { return [part, '']; }
  });
}

function decode(shipped, text) { // the state, what of the view, and what was wrong, as messages
  const parts = partsOf(text), faults = [], view = {}, said = new Map(parts);
  if (said.has('v') && said.get('v') !== shipped.id) faults.push(['page.live.other_version', {}]);
  const from = said.get('from') ?? null, state = CLEAR(Object.hasOwn(shipped.regimes, from) ? from : shipped.start);
  if (from !== null && !Object.hasOwn(shipped.regimes, from)) faults.push(['page.live.not_here', { name: from }]);
  for (const [key, value] of parts) {
    if (key === 'v' || key === 'from') continue;
    if (key === 'lang' || key === 'dark') { view[key] = value; continue; }
    const name = key.slice(2);
    if (key.startsWith('l.')) take(state.levers, shipped.levers, name, value, faults);
    else if (key.startsWith('w.')) take(state.world, shipped.uncertainties, name, value, faults);
    else if (key.startsWith('s.') && /^\d+$/.test(name) && shipped.shocks[name]) takeShock(state, shipped, name, value, faults);
    else faults.push(['page.live.not_here', { name: key }]);
  }
  return { state, view, faults };
}

function take(into, known, path, text, faults) {
  const found = known.find(each => each.path === path), value = Number(text);
  if (!found) { faults.push(['page.live.not_here', { name: path }]); return; }
  if (text.trim() === '' || !Number.isFinite(value)) { faults.push(['page.live.no_number', { name: found.label, value: text }]); return; }
  const kept = inRange(found, value);
  if (kept !== value) faults.push(['page.live.out_of_range', { name: found.label, value: text, kept: String(kept) }]);
  into[path] = kept;
}

function takeShock(state, shipped, place, text, faults) {
  const shock = shipped.shocks[place], [month, size] = text.split(',').map(Number);
  if (!Number.isInteger(month) || month < 0 || month >= shipped.months || (size !== undefined && !(size >= 0 && size <= shock.most))) {
    faults.push(['page.live.no_number', { name: shock.label, value: text }]);
    return;
  }
  state.shocks[place] = size === undefined ? { month } : { month, size };
}

function inRange(control, value) {
  const kept = Math.min(control.high, Math.max(control.low, value));
  return control.kind === 'i8' ? Math.round(kept) : kept;
}

// --- what a lever acts through: as tci_sim.analysis.inactive_reasons has it ---------------------------------------------
function atRest(shipped, state, path, seen = []) { // [path, value] of what rests, so that it acts on nothing; or null
  if (seen.includes(path)) return null;
  const facts = shipped.acting[path];
  if (!facts) return null;
  if (seen.length && facts.off !== null && currentValue(shipped, state, path) === facts.off) return [path, facts.off];
  for (const either of facts.through) {
    const reasons = either.map(one => atRest(shipped, state, one, [...seen, path]));
    if (reasons.every(Boolean)) return reasons[0];
  }
  return null;
}

function currentValue(shipped, state, path) {
  if (path in state.levers || path in shipped.regimes[state.from].values) return leverValue(shipped, state, path);
  return state.world[path] ?? shipped.acting[path].value;
}

// --- the scenario as a file ------------------------------------------------------------------------------------------------
function scenarioOf(shipped, state) {
  const asked = JSON.parse(JSON.stringify(shipped.scenario)), firm = asked.firms[shipped.firm];
  firm.policy = state.from;
  for (const [path, value] of Object.entries(state.levers)) if (!isFixed(shipped, state, path)) put(firm, ['levers', ...path.split('.')], value);
  for (const [path, value] of Object.entries(state.world)) put(asked, path.split('.'), value);
  for (const [place, { month, size }] of Object.entries(state.shocks)) {
    const shock = { ...shipped.shocks[place].asked, month };
    (asked.shocks ??= []).push(size === undefined ? shock : { ...shock, size });
  }
  return asked;
}

function put(tree, keys, value) {
  const [key, ...rest] = keys;
  if (rest.length) put((tree[key] ??= {}), rest, value); else tree[key] = value;
}

function asYaml(value, indent = '') {
  if (Array.isArray(value)) return value.length ? value.map(each => `\n${indent}- ${asFlow(each)}`).join('') : ' []';
  if (value === null || typeof value !== 'object') return ` ${JSON.stringify(value)}`;
  const keys = Object.keys(value);
  if (!keys.length) return ' {}';
  return keys.map(key => `\n${indent}${yamlKey(key)}:${asYaml(value[key], `${indent}  `)}`).join('');
}

const yamlKey = key => (/^[a-z_][a-z0-9_]*$/.test(key) && !/^(y|n|yes|no|on|off|true|false|null)$/.test(key) ? key : JSON.stringify(key));

function asFlow(value) {
  if (Array.isArray(value)) return `[${value.map(asFlow).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, each]) => `${yamlKey(key)}: ${asFlow(each)}`).join(', ')}}`;
}
