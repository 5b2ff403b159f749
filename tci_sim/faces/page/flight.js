'use strict';
// The flight simulator: a screen for each year, the debrief, and the page of the class.
function startFlight() {
  if (!canRun()) return null; // the report stands
  const shipped = shippedOf(), { flight, months, places } = shipped, view = firstView();
  Object.assign(words, shipped.words);
  let game = null, draft = [...flight.start], tab = 'play', fault = '', failed = '', sure = false, month = null, charts = [], classLines = '', checked = null, marked = '', announced = '';

  const pool = poolOf(shipped), lanes = pool.queues.length, results = new Map();
  pool.failed = reason => { failed = reason; document.documentElement.classList.add('dead'); build(); };
  const cellsKey = (seed, job) => JSON.stringify([seed, job.cells, job.until ?? 0]);
  let lane = 0;
  function simulate(seed, job) { // the promise of a run, and what has come of it: { values } or { error }
    const key = cellsKey(seed, job);
    if (!results.has(key)) {
      const one = { values: null, error: '' };
      one.promise = pool.ask({ ...job, seed, lane: lane++ % lanes }, () => true).then(values => { one.values = values; }, error => { one.error = error?.message ?? '-'; });
      results.set(key, one);
      for (const old of results.keys()) if (results.size > 120) results.delete(old);
    }
    return results.get(key);
  }
  const placeOf = (name, of = 0) => places.findIndex((each, k) => each.name === name && (!each.of || places.slice(0, k).filter(other => other.name === name).length === of));
  const seriesOf = (values, name, of = 0) => { const k = placeOf(name, of); return values.subarray(k * months, (k + 1) * months); };
  const attributes = places.filter(each => each.name === 'estimated_gap').map(each => each.of);

  const seed = () => seedOfClass(game.name), practice = () => game.name === flight.practice, ended = () => game.decisions.length === flight.years;
  const now = () => (game && game.decisions.length ? simulate(seed(), jobOfGame(shipped, game.decisions)) : null);

  // --- changes ---------------------------------------------------------------------------------------------------------------
  const address = () => [['lang', view.lang], ...(view.dark ? [['dark', 1]] : []), ...(tab === 'class' ? [['class', 1]] : []), ...(game ? [['game', flightCode(shipped, game, '-')]] : [])].map(pair => pair.map(encodeURIComponent).join('=')).join('&');
  function toAddress() { try { history.replaceState(null, '', `#${address()}`); } catch { /* a page inside another has no address of its own */ } }
  function arrive(text) {
    const said = new Map(partsOf(text === 'class' ? 'class=1' : text));
    if (LANGUAGES.includes(said.get('lang'))) view.lang = said.get('lang');
    if (said.has('dark')) view.dark = said.get('dark') !== '0';
    tab = said.has('class') ? 'class' : 'play';
    if (!said.has('game')) return;
    const found = readFlightCode(shipped, said.get('game'), { whole: false });
    words.language = view.lang;
    if (found.fault) { fault = say('list.sentences', { head: say('flight.live.bad_link'), tail: say(...found.fault) }); game = null; return; }
    game = { name: found.name, team: found.team, decisions: found.decisions };
    draft = [...(game.decisions.at(-1) ?? flight.start)];
  }
  function begin(name, team) { game = { name, team, decisions: [] }; draft = [...flight.start]; fault = ''; go(); }
  function go(focus = 'year-title') {
    toAddress();
    build();
    $(focus)?.focus();
    const one = now();
    if (!one) { document.documentElement.dataset.done = '1'; return; }
    document.documentElement.dataset.done = '';
    const waits = [one.promise, ...(ended() ? regimes().map(each => each.run.promise) : [])];
    Promise.all(waits).then(() => { document.documentElement.dataset.done = '1'; if (one === now()) { build(); $(focus)?.focus(); } });
  }
  function decide() {
    const over = isOver(flight, draft);
    if (over.money || over.time) return;
    game.decisions.push([...draft]);
    go(ended() ? 'debrief-title' : 'year-title');
  }
  function undo() { if (!practice() || !game.decisions.length) return; draft = game.decisions.pop(); go(); }
  const regimes = () => flight.regimes.map(regime => ({ regime, run: simulate(seed(), jobOfRegime(regime)) }));

  // --- parts -----------------------------------------------------------------------------------------------------------------
  const part = (id, title, ...children) => element('section', { id, 'aria-labelledby': `${id}-title` }, element('h2', { id: `${id}-title`, tabindex: -1 }, title), ...children);
  const hint = text => element('p', { class: 'hint' }, text);

  function startPart() {
    const name = element('input', { id: 'class-code', maxlength: 12, autocomplete: 'off', autocapitalize: 'characters' }), team = element('input', { id: 'team', type: 'number', min: 1, max: flight.most_teams, step: 1 }), told = element('p', { role: 'alert', id: 'start-told', class: 'warn' }, fault);
    const start = () => {
      const code = name.value.trim().toUpperCase(), number = Number(team.value);
      if (!/^[A-Z0-9]{3,12}$/.test(code) || code === flight.practice || !Number.isInteger(number) || number < 1 || number > flight.most_teams) { told.textContent = say('flight.live.wrong_class', { most: flight.most_teams }); name.focus(); return; }
      begin(code, number);
    };
    return part('start', say('flight.live.begin'), element('p', {}, say('flight.lede')),
      element('form', { class: 'plain', onsubmit: event => { event.preventDefault(); start(); } },
        element('p', {}, element('label', { for: 'class-code' }, say('flight.live.code_of_class'), ' '), name), element('p', {}, element('label', { for: 'team' }, say('flight.live.team_number'), ' '), team),
        element('p', { class: 'buttons' }, element('button', { type: 'submit', id: 'begin', class: 'next' }, say('flight.live.start')), button('practise', say('flight.live.practise'), () => begin(flight.practice, 0)))), told);
  }

  function cellText(name, values) { // of some months: what is added up is, of all else the last
    const { unit, run_unit, summed } = places[placeOf(name)], value = summed ? exactSum(values) : values.at(-1);
    return amount(value, summed ? run_unit : unit);
  }
  function knownPart() { // what such a firm can know by now
    const year = game.decisions.length, one = now();
    if (!year) return part('known', say('flight.live.last_year'), hint(say('flight.live.nothing_yet')));
    if (!one.values) return part('known', say('flight.live.last_year'), element('p', { role: 'status' }, one.error ? say('flight.live.failed', { reason: one.error }) : say('flight.live.running')));
    const heard = year * YEAR_MONTHS, closed = heard - flight.late, of = (name, until) => Array.from(seriesOf(one.values, name)).slice(Math.max(0, until - YEAR_MONTHS), until);
    const rows = (names, until) => names.map(name => [written(places[placeOf(name)].label), name === 'heard_satisfaction' && !of(name, until).at(-1) ? say('flight.live.survey_none') : cellText(name, of(name, until))]);
    const found = attributes.map((_, a) => seriesOf(one.values, 'estimated_gap', a)[heard - 1]), gap = scale(found, 'quality'), gaps = attributes.map((label, a) => [written(label), number(found[a], gap.digits)]);
    charts = [];
    const shown = element('div', { id: 'charts' });
    for (const [name, until] of [['profit', closed], ['customers', closed], ['heard_satisfaction', heard]]) {
      const chart = chartPanel(places[placeOf(name)].label, move), values = Array.from(seriesOf(one.values, name)).map((value, t) => (t < until && !(name === 'heard_satisfaction' && !value) ? value : NaN));
      if (!values.some(Number.isFinite)) continue;
      drawLines(chart, places[placeOf(name)].label, places[placeOf(name)].unit, [{ values, kind: 'other', label: '' }], { years: say('flight.live.years') });
      charts.push(chart);
      shown.append(chart.box);
    }
    return part('known', say('flight.live.last_year'), element('div', { class: 'tables' },
      element('div', {}, element('h3', {}, say('flight.live.books', { month: closed - 1, nth: closed })), scrolled(table(['', say('flight.live.of_months', { count: Math.min(YEAR_MONTHS, closed) })], rows(['profit', 'revenue', 'programme_cost', 'customers', 'headcount', 'own_time'], closed)))),
      element('div', {}, element('h3', {}, say('flight.live.heard', { month: heard - 1, nth: heard })), scrolled(table(['', say('flight.live.last')], rows(['heard_satisfaction', 'complaints', 'estimated_return_on_quality'], heard)))),
      element('div', {}, element('h3', {}, say('flight.live.found', { month: heard - 1, nth: heard })), scrolled(table(['', gap.unit], gaps)))), shown);
  }

  const lastBooks = () => { // revenue and working time of the last closed year, or as the firm was handed over
    const year = game.decisions.length, one = now();
    if (!year || !one?.values) return { revenue: flight.costs.revenue, hours: flight.costs.hours };
    const closed = year * YEAR_MONTHS - flight.late, of = name => Array.from(seriesOf(one.values, name)).slice(Math.max(0, closed - YEAR_MONTHS), closed), span = Math.min(YEAR_MONTHS, closed);
    return { revenue: exactSum(of('revenue')) * YEAR_MONTHS / span, hours: of('headcount').at(-1) * flight.costs.hours_each * YEAR_MONTHS };
  };

  function decidePart() {
    const { revenue, hours } = lastBooks(), waits = game.decisions.length > 0 && !now().values, list = element('div', { class: 'levers' }), told = element('p', { id: 'over', role: 'alert', class: 'warn' });
    const meters = ['money', 'hours'].map(name => ({ name, bar: element('meter', { min: 0, max: 1, high: 0.999, optimum: 0, id: `${name}-meter`, 'aria-label': say(name === 'money' ? 'flight.live.money' : 'flight.live.hours') }), text: element('output', {}) }));
    const deciding = button('decide', say('flight.live.decide_year', { year: game.decisions.length + 1 }), decide, { disabled: waits, class: 'next' });
    const show = () => {
      const cost = costOf(flight, draft), over = isOver(flight, draft), both = over.money && over.time;
      const money = [cost.money, flight.limit.money].map(each => each * revenue), time = [cost.time, flight.limit.time].map(each => each * hours);
      meters[0].bar.value = Math.min(1, cost.money / flight.limit.money);
      meters[1].bar.value = Math.min(1, cost.time / flight.limit.time);
      meters[0].text.textContent = minus(say('flight.live.money_plan', { plan: amount(money[0], 'currency', { among: money }), limit: amount(money[1], 'currency', { among: money }) }));
      meters[1].text.textContent = say('flight.live.hours_plan', { plan: number(Math.round(time[0]), 0), limit: number(Math.round(time[1]), 0) });
      told.textContent = over.money || over.time ? say('flight.live.over', { what: say(both ? 'flight.live.and' : over.money ? 'flight.live.money' : 'flight.live.hours') }) : '';
      deciding.disabled = waits || over.money || over.time;
    };
    flight.decisions.forEach((decision, k) => {
      const output = element('output', { for: `d.${decision.name}` }), sets = element('dl', {}), input = element('input', { type: 'range', id: `d.${decision.name}`, min: 0, max: decision.steps - 1, step: 1, 'aria-describedby': `d.${decision.name}-asks` });
      const tell = () => {
        output.textContent = say('flight.live.step', { step: draft[k], most: decision.steps - 1 });
        input.setAttribute('aria-valuetext', say('flight.live.step', { step: draft[k], most: decision.steps - 1 }));
        sets.replaceChildren(...decision.levers.flatMap(lever => [element('dt', {}, written(lever.label)), element('dd', {}, written(lever.shown[draft[k]]))]));
        show();
      };
      input.value = draft[k];
      input.oninput = () => { draft[k] = Number(input.value); tell(); };
      list.append(element('div', { class: 'control' }, element('label', { for: `d.${decision.name}` }, element('span', {}, written(decision.label)), output), input, element('small', { id: `d.${decision.name}-asks` }, written(decision.asks)), element('details', {}, element('summary', {}, say('flight.live.effect')), sets)));
      tell();
    });
    return part('year', say('flight.live.year_of', { year: game.decisions.length + 1, years: flight.years }), hint(practice() ? say('flight.live.practice_note') : say('flight.live.team_note', { class: game.name, team: game.team })),
      list, element('div', { class: 'meters' }, ...meters.map(each => element('p', {}, element('b', {}, say(`flight.live.${each.name}`)), each.bar, each.text))), hint(say('flight.live.estimate')), told,
      element('p', { class: 'buttons' }, deciding, practice() ? button('undo', say('flight.live.undo'), undo, { disabled: !game.decisions.length }) : null));
  }

  function againPart() {
    const area = element('textarea', { readonly: true, rows: 2, id: 'game-link', 'aria-label': say('flight.live.link') });
    area.value = game ? `${location.href.split('#')[0]}#${address()}` : '';
    return element('div', { class: 'screen' }, element('details', {}, element('summary', {}, say('flight.live.link')), area), element('p', { class: 'buttons' }, button('again', say(sure ? 'flight.live.sure' : 'flight.live.again'), () => { if (!sure) { sure = true; build(); $('again').focus(); return; } sure = false; game = null; go('start-title'); })));
  }

  function linesIn(charted, runs) { // one chart for each measure: [{ values, kind, label }]
    const shown = element('div', { class: 'all-charts' });
    for (const name of charted) {
      const place = places[placeOf(name)], chart = chartPanel(place.label, move), of = values => (place.summed ? runningSums(values) : Array.from(values));
      drawLines(chart, place.label, place.summed ? place.run_unit : place.unit, runs.map(run => ({ ...run, values: of(seriesOf(run.run.values, name)) })), { years: say('flight.live.years') });
      charts.push(chart);
      shown.append(chart.box);
    }
    return shown;
  }
  const figureOf = (values, name) => { const place = places[placeOf(name)], series = Array.from(seriesOf(values, name)); return place.summed ? exactSum(series) : meanOfKnown(series.slice(-YEAR_MONTHS)); };
  function figuresTable(runs) { // who by measure, each in the unit that all are best read in
    const columns = TRUTHS.map(name => { const place = places[placeOf(name)], all = runs.map(({ run }) => figureOf(run.values, name)), found = scale(all, place.summed ? place.run_unit : place.unit); return { place, found, all }; });
    return scrolled(table([say('flight.live.who'), ...columns.map(({ place, found }) => element('span', {}, written(place.label), element('small', {}, found.unit)))], runs.map(({ label }, k) => [label, ...columns.map(({ found, all }) => number(all[k] * found.factor, found.digits))])));
  }
  const TRUTHS = ['satisfaction', 'share', 'profit', 'value_total', 'delivered_quality', 'knowledge', 'internal_satisfaction'].filter(name => placeOf(name) >= 0);

  function debriefPart() {
    const one = now(), others = regimes(), wrong = [one, ...others.map(each => each.run)].find(each => each.error);
    if (wrong) return part('debrief', say('flight.live.debrief'), element('p', { role: 'alert' }, say('flight.live.failed', { reason: wrong.error })));
    if (!one.values || others.some(each => !each.run.values)) return part('debrief', say('flight.live.debrief'), element('p', { role: 'status' }, say('flight.live.running')));
    charts = [];
    const runs = [...others.map(({ regime, run }) => ({ run, kind: 'rival', label: written(regime.label) })), { run: one, kind: 'other', label: say('flight.live.ours') }];
    const truth = part('truth', say('flight.live.truth'), hint(say('flight.live.thick')), linesIn(TRUTHS, runs));
    const believed = element('div', { class: 'all-charts' });
    const pairs = [['heard_satisfaction', 'satisfaction', 0, places[placeOf('satisfaction')].label, 'points of 100'], ...attributes.map((label, a) => ['estimated_gap', 'felt_gap', a, label, 'quality'])];
    for (const [heard, known, a, label, unit] of pairs) {
      const chart = chartPanel(label, move), blank = values => Array.from(values, value => (heard === 'heard_satisfaction' && !value ? NaN : value));
      drawLines(chart, label, unit, [{ values: Array.from(seriesOf(one.values, known, a)), kind: 'other', label: say('flight.live.true_line') }, { values: blank(seriesOf(one.values, heard, a)), kind: 'guess', label: say('flight.live.believed_line') }], { years: say('flight.live.years') });
      charts.push(chart);
      believed.append(chart.box);
    }
    const decided = flight.decisions.map((decision, k) => [written(decision.label), game.decisions.map(year => year[k]).join('\u00a0'), ...flight.regimes.map(regime => String(regime.steps[k]))]);
    const code = flightCode(shipped, game, outcomeOf(OUTCOME.map(name => Array.from(seriesOf(one.values, name))))), area = element('textarea', { id: 'code', readonly: true, rows: 4, 'aria-label': say('flight.live.result') }), told = element('p', { role: 'status' });
    area.value = code;
    return part('debrief', say('flight.live.debrief'), part('result', say('flight.live.result'), hint(say('flight.live.result_hint')), area, element('p', { class: 'buttons' }, button('copy', say('page.live.copy'), () => copyText(code, area, told)), practice() ? button('undo', say('flight.live.undo'), undo) : null), told),
      part('figures', say('flight.live.figures'), hint(say('flight.live.figures_hint')), figuresTable([runs.at(-1), ...runs.slice(0, -1)])), truth, part('believed', say('flight.live.believed'), believed),
      part('decided', say('flight.live.decisions'), hint(say('flight.live.decisions_hint')), scrolled(table(['', say('flight.live.ours'), ...flight.regimes.map(regime => written(regime.label))], decided))));
  }

  // --- the class ---------------------------------------------------------------------------------------------------------------
  async function checkAll(text) {
    const lines = text.split('\n').map((line, k) => ({ line: k + 1, text: line.trim() })).filter(each => each.text).slice(0, 3 * flight.most_teams), found = { teams: [], faults: [], done: 0, all: 0, regimes: [] };
    let name = null;
    for (const { line, text: code } of lines) {
      const read = readFlightCode(shipped, code), refuse = wrong => found.faults.push({ line, wrong });
      if (read.fault) { refuse(read.fault); continue; }
      if (read.name === flight.practice) { refuse(['flight.fault.practice', {}]); continue; }
      const over = yearOver(flight, read.decisions);
      if (over) { refuse(['flight.fault.limit', { year: String(over) }]); continue; }
      name ??= read.name;
      if (read.name !== name) { refuse(['flight.fault.other_class', { seen: read.name, class: name }]); continue; }
      if (found.teams.some(each => each.read.team === read.team)) { refuse(['flight.fault.twice', { team: String(read.team) }]); continue; }
      found.teams.push({ line, read, run: simulate(read.seed, jobOfGame(shipped, read.decisions)) });
    }
    found.all = found.teams.length;
    checked = found;
    marked = '';
    if (name) found.regimes = flight.regimes.map(regime => ({ regime, run: simulate(seedOfClass(name), jobOfRegime(regime)) }));
    document.documentElement.dataset.done = '';
    build();
    await Promise.all([...found.teams.map(each => each.run.promise.then(() => { found.done++; if ($('checked')) $('checked').textContent = say('flight.live.checked', { done: found.done, all: found.all }); })), ...found.regimes.map(each => each.run.promise)]);
    for (const { line, read, run } of found.teams) {
      if (run.error) found.faults.push({ line, wrong: ['flight.live.failed', { reason: run.error }] });
      else if (outcomeOf(OUTCOME.map(measure => Array.from(seriesOf(run.values, measure)))) !== read.outcome) found.faults.push({ line, wrong: ['flight.fault.outcome', {}] });
    }
    found.faults.sort((one, other) => one.line - other.line);
    found.whole = found.teams.filter(each => !found.faults.some(fault => fault.line === each.line)).sort((one, other) => one.read.team - other.read.team);
    document.documentElement.dataset.done = '1';
    build();
    $('teams-title')?.focus();
  }

  function classPart() {
    const area = element('textarea', { id: 'codes', rows: 8, 'aria-label': say('flight.live.class_hint'), oninput: () => { classLines = area.value; } }), made = element('p', { id: 'made-code', role: 'status' });
    area.value = classLines;
    const make = () => { const random = new Uint32Array(1); crypto.getRandomValues(random); const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'; made.replaceChildren(say('flight.live.new_class_hint'), ' ', element('strong', {}, Array.from({ length: 5 }, (_, k) => letters[Math.floor(random[0] / 32 ** k) % 32]).join(''))); };
    const parts = [part('class', say('flight.live.class_page'), element('div', { class: 'screen' }, element('p', { class: 'buttons' }, button('make', say('flight.live.new_class'), make)), made, hint(say('flight.live.class_hint')), area,
      element('p', { class: 'buttons' }, button('check', say('flight.live.check'), () => checkAll(area.value)))), checked ? element('p', { id: 'checked', role: 'status' }, say('flight.live.checked', { done: checked.done, all: checked.all })) : null,
      checked?.faults.length ? element('ul', { id: 'refused', class: 'warn' }, ...checked.faults.map(({ line, wrong }) => element('li', {}, say('flight.live.refused', { line, fault: say(...wrong) })))) : null)];
    if (!checked?.whole) return parts;
    charts = [];
    const shades = ['other', 'guess', 'mine', 'third'], label = read => say('flight.live.team', { team: read.team }), few = checked.whole.length <= 12;
    const drawn = (read, k) => (marked === '' ? { kind: `${shades[k % 4]} thin`, label: few ? String(read.team) : '' } : String(read.team) === marked ? { kind: 'other', label: label(read) } : { kind: 'crowd', label: '' });
    const mark = element('select', { id: 'mark', onchange: () => { marked = mark.value; build(); $('mark').focus(); } }, element('option', { value: '' }, say('flight.live.mark_none')), ...checked.whole.map(({ read }) => element('option', { value: read.team, selected: String(read.team) === marked }, label(read))));
    const runs = [...checked.regimes.map(({ regime, run }) => ({ run, kind: 'rival', label: '', said: written(regime.label) })), ...checked.whole.map(({ read, run }, k) => ({ run, ...drawn(read, k), said: label(read) }))];
    if (!checked.whole.length) return [...parts, part('teams', say('flight.live.teams'), element('p', {}, say('flight.live.none_whole')))];
    parts.push(part('teams', say('flight.live.teams'), hint(say('flight.live.figures_hint')), figuresTable([...runs.slice(checked.regimes.length), ...runs.slice(0, checked.regimes.length)].map(each => ({ ...each, label: each.said }))), element('p', { class: 'screen' }, element('label', { for: 'mark' }, say('flight.live.mark'), ' '), mark), hint(say('flight.live.all_teams')), linesIn(['satisfaction', 'share', 'profit', 'value_total'].filter(name => placeOf(name) >= 0), runs),
      element('h3', {}, say('flight.live.decisions')), scrolled(table([say('flight.live.who'), ...flight.decisions.map(decision => written(decision.label))], checked.whole.map(({ read }) => [label(read), ...flight.decisions.map((_, k) => read.decisions.map(year => year[k]).join(''))]), null, { class: 'teams' }))));
    return parts;
  }

  // --- the screen ----------------------------------------------------------------------------------------------------------------
  function build() {
    words.language = view.lang;
    charts = [];
    const turn = button('class-page', say(tab === 'class' ? 'flight.live.play' : 'flight.live.class_page'), () => { tab = tab === 'class' ? 'play' : 'class'; toAddress(); build(); $('class-page').focus(); }, { 'aria-pressed': String(tab === 'class') });
    const parts = tab === 'class' ? classPart() : !game ? [startPart()] : [...(ended() ? [debriefPart()] : [knownPart(), decidePart()]), againPart()];
    showScreen(view, say('flight.title'), element('header', {}, element('h1', { id: 'title' }, say('flight.title')), headOf(view, () => { toAddress(); build(); }, turn)),
      element('main', { class: 'lesson' }, failed ? element('p', { role: 'alert', class: 'warn' }, say('flight.live.failed', { reason: failed })) : null, ...parts, element('p', { id: 'reading', role: 'status' }),
        element('p', { id: 'fingerprint' }, say('flight.live.made', { version: shipped.version, results: shipped.results, id: shipped.id }))));
  }

  function move(to, spoken, at) {
    month = to;
    charts.forEach(chart => chart.mark(month));
    const reading = $('reading');
    reading.textContent = month === null ? '' : say('flight.live.month', { month, nth: month + 1, all: at.told?.(month) ?? '' });
    reading.setAttribute('aria-live', spoken ? 'polite' : 'off');
  }

  addEventListener('hashchange', () => { if (location.hash.slice(1) !== address()) { arrive(location.hash.slice(1)); go('title'); } });
  const hash = (() => { try { return location.hash.slice(1); } catch { return ''; } })();
  words.language = view.lang;
  if (hash) arrive(hash);
  document.documentElement.classList.add('live');
  go('title');
  return { get game() { return game; }, get draft() { return draft; }, set draft(value) { draft = value; build(); }, get checked() { return checked; }, begin, decide, undo, checkAll, now, seriesOf, regimes, shipped, pool, simulate };
}

const page = startFlight();
