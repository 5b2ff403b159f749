'use strict';
// A game: what its decisions are in the engine's memory, and the one line that it ends in; as tci_sim.scenario.flight_code.
const FLIGHT_MARK = 'tci-flight', SHORT_HASH = 12, YEAR_MONTHS = 12;
const FLIGHT_CODE = /^tci-flight\.([0-9]{1,3})\.([0-9]{1,6})\.([0-9a-f]{12})\.([A-Z0-9]{3,12})\.([0-9]{1,2})\.([0-9]{1,10})\.([0-9]{0,240})\.([0-9a-f]{12}|-)\.([0-9a-f]{12})$/;
const OUTCOME = ['satisfaction', 'share', 'profit']; // measures by whose bits a code is known to be whole

const shortHash = text => sha256(text).slice(0, SHORT_HASH);
const withCheck = text => `${text}.${shortHash(text)}`;
const seedOfClass = name => Number.parseInt(sha256(`${FLIGHT_MARK}:${name}`).slice(0, 7), 16);

// game: { name, team, decisions: [[step]] }; outcome: a hash, or '-' while the game goes on
function flightCode(shipped, game, outcome) {
  const decided = game.decisions.map(year => year.join('')).join('');
  return withCheck([FLIGHT_MARK, 1, shipped.results, shipped.id, game.name, game.team, seedOfClass(game.name), decided, outcome].join('.'));
}

function readFlightCode(shipped, text, { whole = true } = {}) { // { fault: [id, values] } or the game; unfinished ones where asked for
  const { flight, results, id } = shipped, line = String(text).trim(), found = line.length <= flight.most_letters ? FLIGHT_CODE.exec(line) : null;
  if (!found || found[1] !== '1') return { fault: ['flight.fault.unreadable', {}] };
  const [, , version, game, name, team, seed, decided, outcome] = found, count = flight.decisions.length;
  if (version !== String(results)) return { fault: ['flight.fault.version', { seen: version, version: String(results) }] };
  if (game !== id) return { fault: ['flight.fault.game', {}] };
  if (withCheck(line.slice(0, line.lastIndexOf('.'))) !== line) return { fault: ['flight.fault.edited', {}] };
  const done = Math.floor(decided.length / count), ended = decided.length === count * flight.years && outcome !== '-';
  if (whole ? !ended : decided.length % count || done > flight.years) return { fault: ['flight.fault.unfinished', { done: String(done), years: String(flight.years) }] };
  if (Number(seed) !== seedOfClass(name)) return { fault: ['flight.fault.seed', {}] };
  const steps = [...decided].map(Number);
  if (steps.some((step, k) => step >= flight.decisions[k % count].steps)) return { fault: ['flight.fault.step', {}] };
  const number = Number(team);
  if (name === flight.practice ? number !== 0 : number < 1 || number > flight.most_teams) return { fault: ['flight.fault.team', { most: String(flight.most_teams) }] };
  return { fault: null, name, team: number, seed: Number(seed), outcome, decisions: Array.from({ length: done }, (_, year) => steps.slice(year * count, (year + 1) * count)) };
}

function hexadecimal(values) { // the bits of numbers, low byte first; of a NaN those of the usual one
  const bytes = new Uint8Array(values.length * 8), view = new DataView(bytes.buffer);
  values.forEach((value, k) => { if (Number.isNaN(value)) view.setBigUint64(8 * k, 0x7ff8000000000000n, true); else view.setFloat64(8 * k, value, true); });
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
const outcomeOf = series => shortHash(series.map(hexadecimal).join(''));

function cellsOfYear(flight, year, steps) { // the values of a year's levers, in the cells of that year
  return flight.decisions.flatMap((decision, k) => decision.levers.flatMap(({ path, values }) =>
    flight.cells[path].years[year].map(at => [at, flight.cells[path].kind, values[steps[k]]])));
}

function jobOfGame(shipped, decisions) { // a policy at month 0, and another one in each year that changes something
  const { flight, burn_in } = shipped, cells = cellsOfYear(flight, 0, decisions[0]);
  for (let year = 1; year < decisions.length; year++) {
    if (decisions[year].every((step, k) => step === decisions[year - 1][k])) continue;
    const { at, armed } = flight.rows[year - 1];
    cells.push(...[burn_in + YEAR_MONTHS * year, armed[1], armed[2], armed[3]].map((value, k) => [at + 8 * k, 'i8', value]), ...cellsOfYear(flight, year, decisions[year]));
  }
  return { world: { key: '', cells: [], prepares: false }, cells, until: decisions.length * YEAR_MONTHS };
}

const jobOfRegime = regime => ({ world: { key: '', cells: [], prepares: false }, cells: regime.patch.map(([at, word]) => [at, 'i8', word]) });

function costOf(flight, steps) { // shares of revenue and of working time that a plan takes, as the firm reckons
  const { base, steps: each } = flight.costs, sum = key => exactSum([base[key], ...steps.map((step, k) => each[k][step][key])]);
  return { money: sum('money'), time: sum('time') };
}

const isOver = (flight, steps) => { const cost = costOf(flight, steps); return { money: cost.money > flight.limit.money, time: cost.time > flight.limit.time }; };

function yearOver(flight, decisions) { // the first year, from 1, in which decisions take more than they may; 0 where none does
  return decisions.findIndex(steps => Object.values(isOver(flight, steps)).some(Boolean)) + 1;
}
