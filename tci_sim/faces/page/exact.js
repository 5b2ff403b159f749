'use strict';
// Sums and what follows from them, as tci_sim.statistics has them: exact, rounded once, the same bits on both sides.

function grow(partials, x) { // keeps numbers that are together exactly what was added (Shewchuk 1997)
  let kept = 0;
  for (let y of partials) {
    if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
    const high = x + y, low = y - (high - x);
    if (low !== 0) partials[kept++] = low;
    x = high;
  }
  partials.length = kept;
  partials.push(x);
}

function rounded(partials) { // their sum, rounded once; half-way cases to even
  let n = partials.length;
  if (n === 0) return 0;
  let high = partials[--n], low = 0;
  while (n > 0) {
    const x = high, y = partials[--n];
    high = x + y;
    low = y - (high - x);
    if (low !== 0) break;
  }
  if (n > 0 && ((low < 0 && partials[n - 1] < 0) || (low > 0 && partials[n - 1] > 0))) {
    const y = low * 2, x = high + y;
    if (y === x - high) high = x;
  }
  return high;
}

function exactSum(terms) {
  const partials = [];
  for (const term of terms) {
    if (!Number.isFinite(term)) return NaN;
    grow(partials, term);
  }
  return rounded(partials);
}

const exactMean = terms => (terms.length ? exactSum(terms) / terms.length : NaN);

function meanOfKnown(terms) {
  const known = Array.from(terms).filter(Number.isFinite);
  return known.length ? exactSum(known) / known.length : NaN;
}

function runningSums(terms) {
  const partials = [];
  let lost = false;
  return Array.from(terms, term => {
    lost = lost || !Number.isFinite(term);
    if (lost) return NaN;
    grow(partials, term);
    return rounded(partials);
  });
}

function studentInterval(values, quantiles) { // mean and ends; `quantiles` are Student's, by degrees of freedom
  const count = values.length, mean = exactMean(values);
  if (count < 2) return { mean, low: NaN, high: NaN };
  const variance = exactSum(values.map(x => (x - mean) * (x - mean))) / (count - 1);
  const reach = quantiles[count - 1] * Math.sqrt(variance / count);
  return { mean, low: mean - reach, high: mean + reach };
}

function monthlyIntervals(rows, quantiles) { // of each month, over pairs
  const found = { mean: [], low: [], high: [] };
  for (let month = 0; month < rows[0].length; month++) {
    const here = studentInterval(rows.map(row => row[month]), quantiles);
    for (const key of Object.keys(found)) found[key].push(here[key]);
  }
  return found;
}

// The bootstrap of tci_sim.statistics.payback: the same draws, by SplitMix64 in counter mode.
const MASK = (1n << 64n) - 1n, GOLDEN = 0x9e3779b97f4a7c15n, RESAMPLES = 2000, FEWEST_RESAMPLED = 10;

function mix64(z) {
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return z ^ (z >> 31n);
}

const drawnBefore = new Map();

function resampled(count) { // pairs drawn again, [pair][resample], under seed 1
  if (!drawnBefore.has(count)) {
    const start = mix64(1n), rows = [];
    let place = 0n;
    for (let pair = 0; pair < count; pair++) {
      const row = new Uint16Array(RESAMPLES);
      for (let k = 0; k < RESAMPLES; k++) {
        place = (place + GOLDEN) & MASK;
        row[k] = Math.floor(Number(mix64((place + start) & MASK) >> 11n) * 2 ** -53 * count);
      }
      rows.push(row);
    }
    drawnBefore.set(count, rows);
  }
  return drawnBefore.get(count);
}

function sumByHalves(rows) { // the order of tci_sim.statistics.exact.sum_by_halves; rows are not kept
  while (rows.length > 1) {
    const half = rows.length >> 1, added = [];
    for (let k = 0; k < half; k++) {
      const one = rows[k], other = rows[half + k], sum = new Float64Array(one.length);
      for (let i = 0; i < sum.length; i++) sum[i] = one[i] + other[i];
      added.push(sum);
    }
    if (rows.length % 2) {
      const last = rows[rows.length - 1];
      for (let i = 0; i < last.length; i++) added[0][i] += last[i];
    }
    rows = added;
  }
  return rows[0];
}

function monthsBehind(cumulative) {
  let month = cumulative.length;
  while (month > 0 && cumulative[month - 1] > 0) month--;
  return month;
}

function payback(differences, resample = true) { // [pair][month] -> the month from which the mean stays ahead, and its interval
  const pairs = differences.length, months = pairs ? differences[0].length : 0;
  if (!months) return { month: null, low: null, high: null };
  const cumulative = differences.map(row => Float64Array.from(runningSums(row)));
  const known = month => (month < months ? month : null);
  const month = known(monthsBehind(sumByHalves(cumulative)));
  if (pairs < FEWEST_RESAMPLED || !resample) return { month, low: null, high: null };
  const drawn = resampled(pairs), behind = new Int32Array(RESAMPLES);
  for (let k = 0; k < RESAMPLES; k++) behind[k] = monthsBehind(sumByHalves(drawn.map(row => cumulative[row[k]])));
  behind.sort();
  const at = share => behind[roundHalfEven(share * (RESAMPLES - 1))], tail = (1 - 0.95) / 2;
  return { month, low: known(at(tail)), high: known(at(1 - tail)) };
}

function roundHalfEven(x) {
  const below = Math.floor(x), apart = x - below;
  return apart > 0.5 || (apart === 0.5 && below % 2) ? below + 1 : below;
}

// Clopper & Pearson (1934): the exact interval of a share of runs.
function atLeast(times, runs, chance) { // chance of so many or more of these runs, each of which has a chance
  if (chance <= 0) return 0;
  if (chance >= 1) return 1;
  let logarithm = runs * Math.log1p(-chance), sum = 0, below = 0;
  for (let k = 0; k <= runs; k++) {
    if (k > 0) logarithm += Math.log((runs - k + 1) / k) + Math.log(chance) - Math.log1p(-chance);
    if (k >= times) sum += Math.exp(logarithm); else below += Math.exp(logarithm);
  }
  return below < sum ? 1 - below : sum;
}

function chanceAt(times, runs, wanted) { // the chance under which so many or more come with the wanted probability
  let low = 0, high = 1;
  for (let k = 0; k < 80; k++) {
    const middle = (low + high) / 2;
    if (atLeast(times, runs, middle) < wanted) low = middle; else high = middle;
  }
  return (low + high) / 2;
}

function shareOf(happened) {
  const runs = happened.length, times = happened.filter(Boolean).length, tail = (1 - 0.95) / 2;
  if (!runs) return { share: NaN, low: NaN, high: NaN };
  return {
    share: times / runs,
    low: times ? chanceAt(times, runs, tail) : 0,
    high: times < runs ? chanceAt(times + 1, runs, 1 - tail) : 1,
  };
}
