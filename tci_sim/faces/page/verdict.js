'use strict';
// What a comparison found, in sentences: those of tci_sim.views.verdict, of the same differences.
const EARLY = 24, STAKEHOLDERS = ['customers', 'suppliers', 'employees', 'owners', 'society'], MONEY = 'currency';

const holdsZero = found => found.low <= 0 && found.high >= 0;
const signOf = found => (holdsZero(found) ? 0 : found.mean > 0 ? 1 : -1);
const allOf = found => [found.mean, found.low, found.high];
const sized = (found, sign) => () => amount(found.mean * (sign || 1), MONEY, { among: allOf(found), sign: !sign });
const endsOf = (found, sign) => () => {
  const [low, high] = sign < 0 ? [-found.high, -found.low] : [found.low, found.high];
  return range(low, high, MONEY, { among: allOf(found), sign: !sign });
};
const signed = (found, unit) => () => amount(found.mean, unit, { among: allOf(found), sign: true });
const signedEnds = (found, unit) => () => range(found.low, found.high, unit, { among: allOf(found), sign: true });

// asked: { reference, name, months, discount, factors (by month), quantiles }; found: { profit: [[reference, other], ...],
// satisfaction, share, market: { value_total, value_customers, ... } or null }, each pairs of monthly series.
function verdictSentences(asked, found, resample = true) {
  const about = { reference: asked.reference, name: asked.name };
  const differences = pairs => pairs.map(([one, other]) => Array.from(other, (x, t) => x - one[t]));
  const present = pairs => differences(pairs).map(row => row.map((x, t) => x * asked.factors[t]));
  const profit = differences(found.profit);
  if (!profit.length) return [['verdict.no_pair', about]];
  const market = onMarket(about, asked, found.market, differences, present), minds = onCustomers(asked, found);
  if (!profit.every(row => row.every(Number.isFinite))) return [...market, ['verdict.not_measured', about], minds];
  const today = present(found.profit), early = studentInterval(today.map(row => exactSum(row.slice(0, Math.min(EARLY, asked.months)))), asked.quantiles);
  const sums = today.map(exactSum), total = studentInterval(sums, asked.quantiles), month = payback(today, resample);
  const said = onProfit(about, early, total, asked.months, month.month);
  const sure = 'month' in said[1] && month.low !== null && month.high !== null
    ? [['verdict.leads_between', { month: month.low, nth: month.low + 1, last: month.high, nth_last: month.high + 1 }]] : [];
  return [...market, said, ...sure, ...onDoubt(asked, sumsApart(found.profit), sums, total), minds];
}

function onProfit(about, early, total, months, month) {
  about = { ...about, span: () => lengthOf(months) };
  if (Number.isNaN(total.low)) return ['verdict.one_pair', { ...about, money: () => amount(total.mean, MONEY, { sign: true }) }];
  if (total.mean === 0 && early.mean === 0) return ['verdict.same', about];
  const first = signOf(early), last = signOf(total);
  if (months <= EARLY) return inOneSpan(about, total, last);
  const both = {
    ...about, early_span: () => lengthOf(EARLY), early: sized(early, first), early_range: endsOf(early, first),
    total: sized(total, last), total_range: endsOf(total, last),
  };
  if (last > 0 && month !== null) {
    if (first > 0) return ['verdict.more_from_start', both];
    return [first < 0 ? 'verdict.less_then_leads' : 'verdict.unclear_then_leads', { ...both, month, nth: month + 1 }];
  }
  if (last < 0 && first > 0) return ['verdict.more_then_behind', both];
  if (last < 0) return ['verdict.never_pays', { ...about, money: sized(total, last), range: endsOf(total, last) }];
  if (first < 0) return ['verdict.less_then_unclear', both];
  if (first > 0) return ['verdict.more_then_unclear', both];
  return inOneSpan(about, total, last);
}

function inOneSpan(about, total, sign) {
  return [sign > 0 ? 'verdict.more' : sign < 0 ? 'verdict.less' : 'verdict.unclear', { ...about, money: sized(total, sign), range: endsOf(total, sign) }];
}

function lastYear(pairs) { // differences of the mean of the last twelve months, where both are known
  return pairs.map(pair => pair.map(series => meanOfKnown(series.slice(-12)))).filter(pair => pair.every(Number.isFinite)).map(([one, other]) => other - one);
}

function onCustomers(asked, found) {
  const minds = lastYear(found.satisfaction), shares = lastYear(found.share);
  if (!minds.length) return ['verdict.satisfaction_not_measured', {}];
  const mind = studentInterval(minds, asked.quantiles), points = signed(mind, 'points of 100'), share = studentInterval(shares, asked.quantiles);
  if (Number.isNaN(mind.low)) return shares.length ? ['verdict.minds_one_pair', { points, share: signed(share, '-') }] : ['verdict.satisfaction_one_pair', { points }];
  const ends = signedEnds(mind, 'points of 100');
  if (!shares.length || Number.isNaN(share.low)) return ['verdict.satisfaction', { points, range: ends }];
  return ['verdict.minds', { points, range: ends, share: signed(share, '-'), share_range: signedEnds(share, '-') }];
}

function onDoubt(asked, apart, sums, total) {
  if (Number.isNaN(total.low) || total.mean === 0) return [];
  const plain = studentInterval(apart, asked.quantiles), loss = shareOf(sums.map(x => x < 0)), hundredth = x => Number(fixed(x, 2));
  return [
    ['verdict.plain', { money: signed(plain, MONEY), range: signedEnds(plain, MONEY), discount: () => percent(asked.discount) }],
    ['verdict.chance', { chance: () => percent(hundredth(loss.share)), low: () => percent(hundredth(loss.low)), high: () => percent(hundredth(loss.high)) }],
  ];
}

function onMarket(about, asked, market, differences, present) {
  if (!market) return [];
  const today = Object.fromEntries(Object.entries(market).map(([name, pairs]) => [name, present(pairs).map(exactSum)]));
  const whole = studentInterval(today.value_total, asked.quantiles);
  if (!Number.isFinite(whole.low) || whole.mean === 0) return [];
  const means = Object.fromEntries(STAKEHOLDERS.map(who => [who, exactMean(today[`value_${who}`])]));
  const plain = exactMean(sumsApart(market.value_total)), sign = signOf(whole), among = [...allOf(whole), plain, ...Object.values(means)];
  const [low, high] = [whole.low, whole.high].map(end => end * (sign || 1)).sort((a, b) => a - b);
  const said = {
    ...about, span: () => lengthOf(asked.months), unit: () => scale(among, MONEY).unit,
    money: () => amount(whole.mean * (sign || 1), MONEY, { among, sign: !sign }),
    range: () => range(low, high, MONEY, { among, sign: !sign }), plain: () => amount(plain, MONEY, { among, sign: true }),
  };
  for (const who of STAKEHOLDERS) said[who] = () => bare(means[who], MONEY, among, true);
  return [[sign > 0 ? 'verdict.market_more' : sign < 0 ? 'verdict.market_less' : 'verdict.market_unclear', said]];
}

const sumsApart = pairs => pairs.map(([one, other]) => exactSum(other) - exactSum(one)); // as figures of whole runs are paired
