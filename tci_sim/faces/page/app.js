'use strict';
// The screen: a change of the state asks the engine; what comes out is drawn, pair by pair.
function startPage() {
  const tag = text => `<${text}>`, pristine = [tag('!doctype html'), document.documentElement.outerHTML, tag('!-- generator: tci-sim --'), ''].join('\n');
  const shipped = JSON.parse($('shipped').textContent), bytesOf = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  Object.assign(words, shipped.words);
  if (typeof WebAssembly === 'undefined' || typeof DecompressionStream === 'undefined' || typeof BigInt64Array === 'undefined') return; // the report stands

  const seeds = Array.from({ length: shipped.pairs }, (_, k) => shipped.first_seed + k), measures = shipped.measures.firm;
  const view = { lang: LANGUAGES.includes(document.documentElement.lang) ? document.documentElement.lang : 'zh-Hant', dark: matchMedia('(prefers-color-scheme: dark)').matches };
  let state = CLEAR(shipped.start), past = [], future = [], faults = [], month = null, dragged = null;
  if (shipped.what_if) state.from = shipped.what_if;

  // --- what came out ---------------------------------------------------------------------------------------------------------
  const results = new Map(); // key of a job -> { job, values: by seed, asked: set of seeds, failed: by seed }
  let needed = [], shown = null, began = performance.now(), took = null, waiting = false, painting = false, broken = '', dead = false;
  const places = new Map(); // kind -> where its first series is, and how they follow
  let end = 0;
  for (const each of shipped.asked) { places.set(each.name, { first: end, ...each }); end += each.columns.length * each.holders.length; }
  const series = (values, name, column, holder = 0) => {
    const { first, holders } = places.get(name), start = (first + column * holders.length + holder) * shipped.months;
    return values.subarray(start, start + shipped.months);
  };

  const enough = Math.min(2, seeds.length); // pairs that show where a moving lever is
  const pool = new Pool({ described: shipped.described, asked: shipped.asked, wasm: bytesOf(shipped.wasm), image: bytesOf(shipped.image) },
    Math.max(1, Math.min(8, seeds.length, navigator.hardwareConcurrency || 2)));
  pool.failed = reason => { broken = reason; dead = true; document.documentElement.classList.add('dead'); paint(); };
  pool.changed = () => paint();
  pool.held = () => waiting && ended(needed).length + pool.running.size >= enough;

  const resultOf = job => {
    const key = keyOf(job);
    if (!results.has(key)) results.set(key, { key, job, values: new Map(), asked: new Set(), failed: new Map() });
    const found = results.get(key);
    results.delete(key);
    results.set(key, found); // the last used is the last to go
    for (const old of results.keys()) if (results.size > 8 && !needed.some(one => one.key === old)) results.delete(old);
    return found;
  };
  const both = () => { // of the state: the baseline in the same world, and the what-if
    const base = resultOf(jobOf(shipped, { ...state, from: shipped.start, levers: {} })), other = resultOf(jobOf(shipped, state));
    return [base, other];
  };
  const ended = ([base, other]) => seeds.filter(seed => base.values.has(seed) && other.values.has(seed));
  const over = ([base, other]) => seeds.every(seed => [base, other].every(one => one.values.has(seed) || one.failed.has(seed)));

  function ask() {
    if (dead) return;
    if (dragged && needed.length && !over(needed) && ended(needed).length < enough) { waiting = true; return; } // a moving lever is followed
    waiting = false;
    document.documentElement.dataset.done = '';
    needed = both();
    began = performance.now();
    took = null;
    for (const seed of seeds) for (const one of new Set(needed)) request(one, seed);
    pool.feed(); // what was held may begin
    paint();
  }

  function follow() { // what a moving lever has passed is drawn while the workers go on with where it is
    const passed = needed;
    ask();
    const next = needed;
    needed = passed;
    draw();
    needed = next;
  }

  function request(one, seed) {
    if (one.values.has(seed) || one.asked.has(seed) || one.failed.has(seed)) return;
    one.asked.add(seed);
    pool.ask({ ...one.job, seed }, () => needed.includes(one)).then(values => { one.values.set(seed, values); }, error => {
      if (error) one.failed.set(seed, error.message);
    }).then(() => {
      one.asked.delete(seed);
      if (waiting && ended(needed).length >= enough) follow(); else paint();
    });
  }

  // --- changes of the state --------------------------------------------------------------------------------------------------
  const copy = what => JSON.parse(JSON.stringify(what));
  function become(next, { remember = true } = {}) {
    if (remember && !sameAnswer(next, state)) { past.push(copy(state)); future = []; }
    state = next;
    faults = [];
    refresh();
  }
  function step(from, to) {
    if (!from.length) return;
    to.push(copy(state));
    state = from.pop();
    refresh();
  }
  function moved(part, known) { // while a control is dragged, and when it is let go
    return {
      change: (path, value) => {
        dragged ??= copy(state);
        const next = copy(state);
        next[part][path] = inRange(known.find(each => each.path === path), value);
        state = settled(next);
        refresh();
      },
      done: () => { if (dragged && !sameAnswer(dragged, state)) { past.push(dragged); future = []; } dragged = null; refresh(); if (waiting) ask(); },
    };
  }
  function settled(next) { // what is as it was is not named
    for (const [path, value] of Object.entries(next.levers)) if (value === shipped.regimes[next.from].values[path]) delete next.levers[path];
    for (const each of shipped.uncertainties) if (next.world[each.path] === each.value) delete next.world[each.path];
    return next;
  }
  const isMoved = () => !sameAnswer(state, CLEAR(shipped.start));
  const differs = () => keyOf(needed[0].job) !== keyOf(needed[1].job);
  function replay() {
    if (!past.length) return;
    const now = copy(state);
    state = copy(past[past.length - 1]);
    refresh();
    setTimeout(() => { state = now; refresh(); }, 1600);
  }

  const address = () => encode(shipped, state, { lang: view.lang, ...(view.dark ? { dark: 1 } : {}) });
  function toAddress() { try { history.replaceState(null, '', `#${address()}`); } catch { /* a page inside another has no address of its own */ } }
  function arrive(text) {
    const found = decode(shipped, text);
    state = settled(found.state);
    faults = found.faults;
    if (LANGUAGES.includes(found.view.lang)) view.lang = found.view.lang;
    if (found.view.dark !== undefined) view.dark = true;
  }

  // --- presets: kept by the browser, if it lets us -------------------------------------------------------------------------------
  const shelf = `tci_sim.${shipped.id}`;
  let presets = {}, stored = true;
  function readPresets() { try { presets = JSON.parse(localStorage.getItem(shelf)) ?? presets; } catch { stored = false; } }
  function writePresets() { try { localStorage.setItem(shelf, JSON.stringify(presets)); stored = true; } catch { stored = false; } }
  addEventListener('storage', event => { if (event.key === shelf) { readPresets(); fillPresets(); } });
  function fillPresets() {
    const list = $('presets');
    list.replaceChildren(...Object.keys(presets).map(name => element('li', {},
      button(null, name, () => { const found = decode(shipped, presets[name]); become(settled(found.state)); faults = found.faults; paint(); }),
      button(null, say('page.live.forget'), () => { delete presets[name]; writePresets(); fillPresets(); }, { 'aria-label': say('page.live.forget_named', { name }) }))));
    $('unstored').hidden = stored;
  }

  // --- files -----------------------------------------------------------------------------------------------------------------------
  function offer(title, name, text, type) { // as a file, and as a text to copy where files are refused
    const area = element('textarea', { readonly: true, rows: 12, 'aria-label': title });
    area.value = text;
    const told = element('p', { role: 'status' });
    const dialog = element('dialog', { 'aria-label': title }, element('h2', {}, title), area, told, element('p', { class: 'buttons' },
      name ? button(null, say('page.live.download'), () => {
        const link = element('a', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      }) : null,
      button(null, say('page.live.copy'), async () => {
        try { await navigator.clipboard.writeText(text); told.textContent = say('page.live.copied'); } catch { area.focus(); area.select(); told.textContent = say('page.live.copy_by_hand'); }
      }),
      button(null, say('page.live.close'), () => dialog.close())));
    dialog.onclose = () => dialog.remove();
    document.body.append(dialog);
    dialog.showModal();
    area.focus();
    area.select();
  }
  const called = () => asText(nameOf(state));
  function yamlText() {
    const asked = scenarioOf(shipped, state), count = shipped.pairs;
    asked.reason = say('page.live.yaml_reason', { verdict: asText($('verdict')?.textContent ?? '') });
    const head = [`tci_sim ${shipped.version}, results ${shipped.results}, page ${shipped.id}; seeds ${seeds[0]} to ${seeds.at(-1)}.`,
      'To the same bits as on the page: tci-sim compare BASELINE.yaml THIS.yaml ' + `--replications ${count} --seed ${seeds[0]}`, ...shipped.files];
    return `${head.map(line => `# ${line}`).join('\n')}${asYaml(asked)}\n`;
  }
  function csvText() {
    const rows = ['scenario,seed,month,holder,measure,value'];
    [[ 'baseline', needed[0]], ['what_if', needed[1]]].forEach(([name, one]) => ended(needed).forEach(seed => {
      const line = (holder, measure, values) => values.forEach((value, t) => rows.push(`${name},${seed},${t},${holder},${measure},${Number.isFinite(value) ? value : ''}`));
      measures.forEach((measure, k) => line(shipped.firm, measure.name, series(one.values.get(seed), 'firm', k, shipped.focal)));
      shipped.measures.market.forEach((measure, k) => line('market', measure.name, series(one.values.get(seed), 'market', k)));
    }));
    return `${rows.join('\n')}\n`;
  }
  function pageText() { // this page as it stands: its state, and what it shows as the report
    const kept = JSON.stringify(address()).replace(/</g, '\\u003c');
    const report = `<article id="report">\n<h1>${$('title').innerHTML}</h1>\n${['now', 'rest'].map(id => $(id).innerHTML).join('\n')}\n</article>`;
    const first = pristine.indexOf('<article id="report">'), last = pristine.indexOf('</article>', first) + '</article>'.length;
    const before = tag('script type="application/json" id="kept"');
    const [head, tail] = (pristine.slice(0, first) + report + pristine.slice(last)).split(before);
    return `${head}${before}${kept}${tail.slice(tail.indexOf(tag('/script')))}`;
  }

  // --- what is said of what came out -----------------------------------------------------------------------------------------------
  function nameOf(asked) { // a policy, with how many of its levers were changed
    const label = shipped.regimes[asked.from].label, count = Object.keys(asked.levers).filter(path => !isFixed(shipped, asked, path)).length;
    return count ? () => say('table.policy.own_levers', { policy: label, count }) : label;
  }
  const asText = value => written(value);
  const baseName = shipped.regimes[shipped.start].label;

  function pairsOf(done, name, column, holder) {
    const [base, other] = needed;
    return done.map(seed => [base, other].map(one => series(one.values.get(seed), name, column, holder)));
  }

  function sentences(done, whole) {
    const firm = name => { const k = measures.findIndex(each => each.name === name); return k < 0 ? [] : pairsOf(done, 'firm', k, shipped.focal); };
    const market = shipped.measures.market.length ? Object.fromEntries(shipped.measures.market.map((each, k) => [each.name, pairsOf(done, 'market', k)])) : null;
    const asked = { reference: baseName, name: nameOf(state), months: shipped.months, discount: shipped.discount, factors: shipped.factors, quantiles: shipped.quantiles };
    return verdictSentences(asked, { profit: firm('profit'), satisfaction: firm('satisfaction'), share: firm('share'), market }, whole);
  }

  const figureOf = measure => (measure.summed ? exactSum : values => meanOfKnown(values.slice(-12)));
  const presentSum = values => exactSum(Array.from(values, (value, t) => value * shipped.factors[t]));

  function row(label, pairs, figure, unit) { // level, difference and interval of one figure, each in the unit that it is best read in
    const figures = pairs.map(pair => pair.map(figure)).filter(pair => pair.every(Number.isFinite));
    if (!figures.length) return null;
    const level = exactMean(figures.map(pair => pair[0])), apart = studentInterval(figures.map(([one, other]) => other - one), shipped.quantiles);
    const all = allOf(apart), found = scale(all, unit, { differences: true });
    return [written(label), amount(level, unit), withUnit(intervalCell(all.map(value => value * found.factor), found.digits), found.unit)];
  }

  function paint() {
    if (painting) return;
    painting = true;
    requestAnimationFrame(() => { painting = false; draw(); });
  }

  function draw() {
    const done = needed.length ? ended(needed) : [], whole = needed.length && over(needed), all = seeds.length;
    $('bar').max = all;
    $('bar').value = done.length;
    $('faults').replaceChildren(...faults.map(([id, values]) => element('p', {}, say(id, values))));
    $('faults').hidden = !faults.length;
    if (broken) { $('told').textContent = say('page.live.broken', { reason: broken }); return; }
    if (whole && took === null) took = (performance.now() - began) / 1000;
    const failed = needed.length ? [...needed[0].failed, ...(differs() ? needed[1].failed : [])] : [];
    const about = { done: done.length, all, seconds: number(took ?? 0, 1), workers: pool.workers.length, megabytes: number(pool.bytes.reduce((a, b) => a + b, 0) / 1e6, 0) };
    $('told').textContent = [whole ? say(pool.inPage ? 'page.live.ready_in_page' : 'page.live.ready', about) : say('page.live.running', about),
      failed.length ? say('page.live.failed', { seed: failed[0][0], reason: reasonOf(failed[0][1]) }) : ''].filter(Boolean).join(' ');
    document.documentElement.dataset.done = whole ? '1' : '';
    $('now').classList.toggle('stale', !done.length);
    if (!done.length) return;
    const apart = differs();
    drawSentences(done, whole, apart);
    drawCharts(done, apart);
    drawTables(done, apart);
    drawNetwork(done, apart);
    drawDifferences();
    tell(false);
  }

  function drawSentences(done, whole, apart) {
    if (!apart) { $('verdict').textContent = say('page.live.nothing_changed'); $('more').textContent = ''; return; }
    const found = sentences(done, whole), main = found.findIndex(([id]) => !/verdict\.(market|minds|satisfaction|plain|chance|leads_between)/.test(id));
    const [first] = found.splice(Math.max(0, main), 1), identical = first[0] === 'verdict.same' && sameRuns(done);
    $('verdict').textContent = identical ? say('page.live.no_effect') : minus(say(...first));
    $('more').textContent = identical ? '' : minus(paragraph(found));
  }
  const sameRuns = done => done.every(seed => { const [one, other] = needed.map(each => each.values.get(seed)); return one.every((value, k) => Object.is(value, other[k])); });

  function reasonOf(told) { // of a run that failed: a sum that does not close, or what the engine says
    const month = Number(/^books:(-?\d+)$/.exec(told)?.[1]);
    return Number.isFinite(month) ? say('page.live.books', { month, nth: month + 1 }) : told;
  }

  const charts = [];
  function drawCharts(done, apart) {
    charts.forEach((chart, k) => {
      const measure = measures[chart.place], pairs = pairsOf(done, 'firm', chart.place, shipped.focal), of = measure.summed ? runningSums : values => Array.from(values);
      const rows = pairs.map(([one, other]) => { const gap = Array.from(other, (value, t) => value - one[t]); return measure.summed ? runningSums(gap) : gap; });
      const found = monthlyIntervals(rows, shipped.quantiles), months = [...found.mean.keys()];
      const from = measure.summed ? months.map(() => 0) : months.map(t => exactMean(pairs.map(([one]) => one[t])));
      const plus = ends => ends.map((value, t) => value + from[t]);
      const rivals = measure.summed ? [] : shipped.firms.map((_, f) => f).filter(f => f !== shipped.focal).map(f => { const theirs = pairsOf(done, 'firm', chart.place, f); return months.map(t => exactMean(theirs.map(([, other]) => other[t]))); });
      const values = [from, plus(found.mean), plus(found.low), plus(found.high), ...rivals], scaled = scale(values.flat(), measure.summed ? measure.run_unit : measure.unit, { differences: measure.summed });
      const [base, other, low, high, ...others] = values.map(each => each.map(value => value * scaled.factor)), digits = finer(scaled.digits, [...base, ...other]);
      chart.told = t => minus(say(apart ? 'page.live.told' : 'page.live.told_baseline', { label: measure.label, unit: scaled.unit, base: number(base[t], digits), other: number(other[t], digits), low: number(low[t], digits), high: number(high[t], digits) }));
      chart.unit.textContent = measure.summed ? say('page.live.cumulated', { unit: scaled.unit }) : scaled.unit;
      chart.draw({
        title: `${written(measure.label)}. ${chart.told(months.length - 1)}`, years: say('page.axis_years'),
        format: (value, step) => minus(number(value, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)))), band: apart ? { low, high } : null,
        lines: [...others.map(each => ({ values: each, kind: 'rival' })), { values: base, kind: 'base', label: say('page.live.baseline') },
          ...(apart ? [{ values: other, kind: 'other', label: say('page.live.what_if') }] : [])],
      });
    });
  }
  function finer(digits, values) { // enough of them to tell months apart
    const known = values.filter(Number.isFinite), spread = Math.max(...known) - Math.min(...known);
    return spread > 0 ? Math.max(digits, Math.min(3, 1 - Math.floor(Math.log10(spread)))) : digits;
  }

  function drawTables(done, apart) {
    const heads = ['', say('page.live.baseline'), say('page.live.difference')], cut = rows => rows.filter(Boolean).map(cells => (apart ? cells : cells.slice(0, 2)));
    const fill = (id, rows) => { $(id).replaceChildren(scrolled(table(apart ? heads : heads.slice(0, 2), cut(rows)))); };
    fill('measures', measures.map((measure, k) => row(measure.label, pairsOf(done, 'firm', k, shipped.focal), figureOf(measure), measure.run_unit)));
    if (shipped.measures.market.length) fill('stakeholders', shipped.measures.market.map((measure, k) => row(measure.label, pairsOf(done, 'market', k), presentSum, measure.run_unit)));
    const paid = shipped.measures.accounts.map((measure, k) => {
      const pairs = pairsOf(done, 'accounts', k);
      return pairs.some(pair => pair.some(values => exactSum(values) !== 0)) ? row(measure.label, pairs, exactSum, measure.run_unit) : null;
    });
    $('no-costs').hidden = paid.some(Boolean);
    fill('costs', paid);
  }

  let network = null;
  function drawNetwork(done, apart) {
    if (!network) return;
    const at = values => (month === null ? meanOfKnown(values.slice(-12)) : values[month]), labels = shipped.network.nodes.map(node => written(node.label));
    const levels = shipped.network.nodes.map((_, k) => { const pairs = pairsOf(done, 'nodes', 0, k); return [0, 1].map(side => exactMean(pairs.map(pair => at(pair[side])))); });
    const texts = levels.map(([one, other], k) => (!shipped.network.nodes[k].served ? '' : apart && number(one, 1) !== number(other, 1) ? `${number(one, 1)} → ${number(other, 1)}` : number(one, 1)));
    $('network-month').textContent = month === null ? say('page.live.network_last', { months: Math.min(12, shipped.months) }) : say('page.live.network_month', { month, nth: month + 1 });
    network.draw(labels.map((label, k) => `${label} ${texts[k]}`).join('; '), labels, texts);
  }

  function drawDifferences() {
    const base = CLEAR(shipped.start), lines = [];
    if (state.from !== shipped.start) lines.push([say('page.live.policy'), asText(shipped.regimes[state.from].label), asText(baseName)]);
    for (const lever of changedLevers(shipped, state)) lines.push([written(lever.label), lever.control?.text(leverValue(shipped, state, lever.path)) ?? '', lever.control?.text(leverValue(shipped, base, lever.path)) ?? '']);
    const elsewhere = shipped.other_levers.filter(path => shipped.regimes[state.from].values[path] !== shipped.regimes[shipped.start].values[path]).length;
    for (const each of shipped.uncertainties) if (each.path in state.world) lines.push([written(each.label), each.control.text(state.world[each.path]), each.control.text(each.value)]);
    for (const [place, { month: when }] of Object.entries(state.shocks)) lines.push([written(shipped.shocks[place].label), say('page.live.in_month', { month: when, nth: when + 1 }), '-']);
    $('differs').replaceChildren(lines.length ? low(table(['', say('page.live.now'), say('page.live.before')], lines)) : element('p', {}, say('page.live.nothing_changed')));
    if (elsewhere) $('differs').append(element('p', {}, say('page.live.more_levers', { count: elsewhere })));
  }

  function tell(spoken) {
    const at = month;
    $('reading').textContent = at === null ? '' : say('page.live.month', { month: at, nth: at + 1, all: charts.filter(chart => chart.told).map(chart => chart.told(at)).join(' · ') });
    if (spoken) $('reading').setAttribute('aria-live', 'polite'); else $('reading').setAttribute('aria-live', 'off');
  }
  function move(to, spoken) {
    month = to;
    charts.forEach(chart => chart.mark(month));
    tell(spoken);
    if (needed.length && ended(needed).length) drawNetwork(ended(needed), differs());
  }

  // --- what is seen ----------------------------------------------------------------------------------------------------------------
  function refresh() {
    document.documentElement.classList.toggle('dark', view.dark);
    $('dark').setAttribute('aria-pressed', view.dark);
    $('undo').disabled = $('replay').disabled = !past.length;
    $('redo').disabled = !future.length;
    $('reset').disabled = !isMoved();
    $('from').value = state.from;
    for (const each of [...shipped.levers, ...shipped.uncertainties]) each.control.show();
    happenings.forEach(each => each.show());
    document.querySelectorAll('details.group').forEach(group => { const count = group.querySelectorAll('.moved').length; group.querySelector('.count').textContent = count ? say('page.live.moved', { count }) : ''; });
    toAddress();
    const job = keyOf(jobOf(shipped, state));
    if (!needed.length || job !== needed[1].key || waiting) ask(); else paint();
  }

  let happenings = [];
  function groupsOf(all, open) { // controls below the name of their group
    return [...new Set(all.map(each => each.group))].map((group, k) => element('details', { class: 'group', open: open && k === 0 },
      element('summary', {}, written(shipped.groups[group] ?? group), ' ', element('span', { class: 'count' })), ...all.filter(each => each.group === group).map(each => each.control.box)));
  }

  function build() {
    const lever = moved('levers', shipped.levers), world = moved('world', shipped.uncertainties), base = CLEAR(shipped.start);
    for (const each of shipped.levers) each.control = new Control(each, {
      id: `l.${each.path}`, read: () => leverValue(shipped, state, each.path), base: () => leverValue(shipped, base, each.path), ...lever,
      note: () => {
        const fixed = isFixed(shipped, state, each.path) || !each.cells.length, rest = fixed ? null : atRest(shipped, state, each.path);
        return { fixed, text: fixed ? say('page.live.switched_off') : rest ? say('page.live.does_nothing', { what: shipped.acting[rest[0]].label, value: rest[1] }) : '' };
      },
    });
    for (const each of shipped.uncertainties) each.control = new Control(each, {
      id: `w.${each.path}`, read: () => state.world[each.path] ?? each.value, base: () => each.value, ...world, note: () => ({ fixed: false, text: '' }),
    });
    happenings = shipped.shocks.map((each, place) => new Happening({ ...each, months: shipped.months }, place, {
      read: () => state.shocks[place],
      change: (k, to) => { const next = copy(state); if (to) next.shocks[k] = to; else delete next.shocks[k]; become(next); },
    }));
    const from = element('select', { id: 'from', onchange: () => become(settled({ ...copy(state), from: $('from').value, levers: {} })) },
      ...Object.entries(shipped.regimes).map(([name, regime]) => element('option', { value: name }, written(regime.label))));
    const form = element('form', { id: 'controls', autocomplete: 'off', onsubmit: event => event.preventDefault() },
      element('h2', {}, say('page.live.levers')), element('p', {}, element('label', { for: 'from' }, say('page.live.start_from')), ' ', from), ...groupsOf(shipped.levers, true),
      ...(shipped.uncertainties.length || shipped.shocks.length ? [element('h2', {}, say('page.live.world')), element('p', { class: 'hint' }, say('page.live.world_hint'))] : []),
      ...groupsOf(shipped.uncertainties, false),
      ...(shipped.shocks.length ? [element('details', { class: 'group' }, element('summary', {}, say('page.live.events'), ' ', element('span', { class: 'count' })), ...happenings.map(each => each.box))] : []));

    const languages = element('span', { role: 'group', 'aria-label': say('page.live.languages') }, ...LANGUAGES.map(code => button(null, words.texts[code]['page.live.language'], () => {
      view.lang = code; words.language = code; build(); refresh(); document.querySelector(`nav button[lang^='${code}']`).focus();
    }, { lang: code === 'en' ? 'en' : 'zh-Hant-TW', 'aria-pressed': String(view.lang === code) })));
    const nameField = element('input', { id: 'preset-name', maxlength: 60, 'aria-label': say('page.live.preset_name'), placeholder: say('page.live.preset_name') });
    const saved = element('details', { id: 'shelf' }, element('summary', {}, say('page.live.presets')), element('ul', { id: 'presets' }), element('p', {}, nameField, ' ',
      button('keep', say('page.live.keep'), () => { const name = nameField.value.trim(); if (!name) { nameField.focus(); return; } presets[name] = address(); writePresets(); fillPresets(); nameField.value = ''; })),
      element('p', { id: 'unstored', class: 'hint', hidden: true }, say('page.live.unstored')));
    const nav = element('nav', { 'aria-label': say('page.live.tools') },
      button('undo', say('page.live.undo'), () => step(past, future), { 'aria-keyshortcuts': 'Control+Z' }), button('redo', say('page.live.redo'), () => step(future, past), { 'aria-keyshortcuts': 'Control+Y' }),
      button('replay', say('page.live.replay'), replay), button('reset', say('page.live.reset'), () => become(CLEAR(shipped.start))),
      button('link', say('page.live.link'), () => offer(say('page.live.link'), null, `${location.href.split('#')[0]}#${address()}`)),
      button('csv', say('page.live.csv'), () => offer(say('page.live.csv'), 'what-if.csv', csvText(), 'text/csv')),
      button('yaml', say('page.live.yaml'), () => offer(say('page.live.yaml'), 'what-if.yaml', yamlText(), 'text/yaml')),
      button('save', say('page.live.save'), () => offer(say('page.live.save'), 'what-if.html', pageText(), 'text/html')),
      button('print', say('page.live.print'), () => print()), button('dark', say('page.live.dark'), () => { view.dark = !view.dark; refresh(); }, { 'aria-pressed': 'false' }), languages);

    charts.length = 0;
    const shown = element('div', { id: 'charts' });
    measures.forEach((measure, place) => {
      if (!measure.drawn) return;
      const unit = element('span'), box = element('div', { class: 'panel' }, element('h3', {}, written(measure.label), ' ', unit));
      charts.push(Object.assign(new Chart(box, move), { place, unit }));
      shown.append(box);
    });
    const heading = (id, title, hint, ...more) => element('section', { 'aria-labelledby': `${id}-title` }, element('h2', { id: `${id}-title` }, title), hint ? element('p', { class: 'hint' }, hint) : null, element('div', id === 'network' ? { id, class: 'scrolled', tabindex: 0 } : { id }), ...more);
    const rest = element('div', { id: 'rest' }, heading('differs', say('page.live.differs')),
      shipped.measures.market.length ? heading('stakeholders', say('page.live.stakeholders'), say('page.live.stakeholders_hint', { discount: () => percent(shipped.discount), span: () => lengthOf(shipped.months) })) : null,
      heading('costs', say('page.live.costs'), say('page.live.costs_hint', { span: () => lengthOf(shipped.months) }), element('p', { id: 'no-costs', class: 'hint', hidden: true }, say('page.live.no_costs'))),
      shipped.network ? heading('network', say('page.live.network'), say('page.live.network_hint'), element('p', { id: 'network-month', class: 'hint' })) : null,
      heading('measures', say('page.live.measures'), say('page.live.measures_hint', { pairs: seeds.length, span: () => lengthOf(shipped.months), last: Math.min(12, shipped.months) })),
      element('p', { id: 'fingerprint' }, say('page.live.made', { version: shipped.version, results: shipped.results, id: shipped.id, first: seeds[0], last: seeds.at(-1) })));
    const live = element('div', { id: 'live' },
      element('header', {}, element('h1', { id: 'title' }, written(shipped.title)), nav),
      element('main', {}, form, element('div', { id: 'view' },
        element('p', { id: 'lede' }, say(shipped.simulated < shipped.customers ? 'page.live.lede_sampled' : 'page.live.lede', { customers: number(shipped.customers, 0), simulated: number(shipped.simulated, 0), firms: shipped.firms.length, span: () => lengthOf(shipped.months), pairs: seeds.length })),
        element('div', { id: 'faults', role: 'alert', hidden: true }),
        element('div', { id: 'now' }, element('p', { id: 'verdict', role: 'status', 'aria-live': 'polite' }), element('p', { id: 'more' }),
          element('p', { id: 'progress' }, element('progress', { id: 'bar', max: seeds.length, value: 0, 'aria-label': say('page.live.progress') }), ' ', element('span', { id: 'told' })), shown),
        element('p', { id: 'reading', role: 'status' }), element('p', { class: 'hint' }, say('page.live.bands')), saved, rest)));
    document.documentElement.lang = view.lang === 'en' ? 'en' : 'zh-Hant-TW';
    document.title = written(shipped.title);
    $('live')?.remove();
    document.body.prepend(live);
    network = shipped.network ? new Network($('network'), shipped.network) : null;
    readPresets();
    fillPresets();
  }

  addEventListener('keydown', event => {
    if (!(event.ctrlKey || event.metaKey) || /^(TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.type === 'text') return;
    const key = event.key.toLowerCase();
    if (key === 'z' && !event.shiftKey) { event.preventDefault(); $('undo').click(); }
    if (key === 'y' || (key === 'z' && event.shiftKey)) { event.preventDefault(); $('redo').click(); }
  });
  addEventListener('hashchange', () => { if (location.hash.slice(1) !== address()) { const before = copy(state); arrive(location.hash.slice(1)); if (!sameAnswer(before, state)) past.push(before); words.language = view.lang; build(); refresh(); } });

  const kept = JSON.parse($('kept').textContent), hash = (() => { try { return location.hash.slice(1); } catch { return ''; } })();
  if (hash.includes('=')) arrive(hash); else if (kept) arrive(kept);
  words.language = view.lang;
  document.documentElement.classList.add('live');
  build();
  refresh();
  return { get state() { return state; }, get needed() { return needed; }, pool, seeds, shipped, become, yamlText, csvText, pageText };
}

const page = startPage();
