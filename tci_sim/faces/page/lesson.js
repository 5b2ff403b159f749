'use strict';
// The screen of a lesson: nothing is shown of the experiment before a prediction is made and sealed.
function startLesson() {
  if (!canRun()) return null; // the report stands
  const shipped = shippedOf(), lesson = shipped.lesson, asked = lesson.prediction, months = shipped.months;
  Object.assign(words, shipped.words);
  const view = firstView(), seeds = Array.from({ length: shipped.pairs }, (_, k) => shipped.first_seed + k);
  const STEPS = { predict: 'lesson.live.step_predict', sealed: 'lesson.live.step_sealed', seen: 'lesson.live.step_seen', told: 'lesson.live.step_told' };
  const STAGES = ['predict', 'sealed', 'seen', 'told'], reached = () => STAGES.indexOf(stage);
  let stage = 'predict', prediction = asked.form === 'curve' ? Array(Math.ceil(months / YEAR) + 1).fill(null) : null, line = '', broken = false, failed = '';
  let answers = [], mine = CLEAR(lesson.runs.at(-1).state.from), teacher = false, month = null, charts = [], wrong = new Map();
  mine.levers = { ...lesson.runs.at(-1).state.levers };
  mine.world = { ...lesson.runs.at(-1).state.world };
  const start = JSON.stringify(mine);

  const pool = poolOf(shipped), results = new Map(); // key of a job -> { job, values: by seed }
  pool.failed = reason => { failed = reason; document.documentElement.classList.add('dead'); draw(); };
  const resultOf = state => {
    const job = jobOf(shipped, state), key = keyOf(job);
    if (!results.has(key)) results.set(key, { job, values: new Map(), asked: new Set() });
    return results.get(key);
  };
  const runs = () => lesson.runs.map(run => resultOf(run.state));
  const moved = () => JSON.stringify(mine) !== start;
  const wanted = () => [...runs(), ...(moved() ? [resultOf(mine)] : [])];
  const done = (of = runs()) => seeds.filter(seed => of.every(one => one.values.has(seed)));
  const over = () => seeds.every(seed => wanted().every(one => one.values.has(seed) || wrong.has(seed)));

  function ask() {
    document.documentElement.dataset.done = '';
    for (const seed of seeds) for (const one of wanted()) {
      if (one.values.has(seed) || one.asked.has(seed)) continue;
      one.asked.add(seed);
      pool.ask({ ...one.job, seed }, () => wanted().includes(one)).then(values => one.values.set(seed, values), error => { if (error) wrong.set(seed, error.message); })
        .then(() => { one.asked.delete(seed); draw(); });
    }
    draw();
  }

  const seriesOf = (one, seed, chart) => one.values.get(seed).subarray(chart * months, (chart + 1) * months);
  const meanOf = (one, chart) => { const known = seeds.filter(seed => one.values.has(seed)).map(seed => Array.from(seriesOf(one, seed, chart))); return known.length ? monthlyIntervals(known, shipped.quantiles) : null; };

  // --- what is said ------------------------------------------------------------------------------------------------------
  const unit = asked.form === 'choice' ? '-' : asked.unit ?? lesson.charts[asked.chart].unit, ofUnit = { differences: Boolean(asked.difference) };
  const sized = (value, found, sign) => minus(unit === 'quality' ? number(value, found.digits, sign) : withUnit(number(value * found.factor, found.digits, sign), found.unit)); // its axis says what 0 and 1 are
  const amountOf = value => sized(value, scale([value], unit, ofUnit), ofUnit.differences);
  const sizeOf = value => sized(value, scale([value], unit, { differences: true }), false);
  function predictionText(value) {
    if (asked.form === 'choice') return written(asked.choices[value]);
    if (asked.form === 'number') return amountOf(value);
    const found = scale([asked.low, asked.high], unit);
    const said = value.map(each => minus(number(each * found.factor, Math.max(2, found.digits)))).join(' · ');
    return unit === 'quality' ? said : withUnit(said, found.unit);
  }
  function verdict() {
    if (asked.form === 'choice') return prediction === asked.right ? say('lesson.live.result_right') : say('lesson.live.result_wrong', { answer: asked.choices[asked.right] });
    if (asked.form === 'number') return [say('lesson.live.result_number', { predicted: amountOf(prediction), computed: amountOf(asked.mean), range: minus(range(asked.least, asked.most, unit, { sign: Boolean(asked.difference) })), apart: sizeOf(Math.abs(prediction - asked.mean)) }),
      say(prediction >= asked.least && prediction <= asked.most ? 'lesson.live.result_inside' : 'lesson.live.result_outside')].reduce((head, tail) => say('list.sentences', { head, tail }));
    const found = meanOf(resultOf(lesson.runs[asked.run].state), asked.chart);
    if (!found) return '';
    const drawn = between(prediction, months);
    return say('lesson.live.result_curve', { apart: sizeOf(exactMean(drawn.map((value, t) => Math.abs(value - found.mean[t])))), predicted: amountOf(prediction.at(-1)), computed: amountOf(found.mean.at(-1)) });
  }

  // --- steps ---------------------------------------------------------------------------------------------------------------
  function seal() {
    if (prediction === null || (asked.form === 'curve' && prediction.some(value => value === null))) { $('lesson-told').textContent = say('lesson.live.not_yet'); return; }
    const random = new Uint32Array(4);
    crypto.getRandomValues(random);
    line = sealed(lesson.name, shipped.results, inText(asked.form, prediction), [...random].map(each => each.toString(36)).join(''));
    stage = 'sealed';
    broken = false;
    toAddress();
    build();
    $('run').focus();
  }
  function run() { stage = 'seen'; toAddress(); build(); ask(); $('see-title').focus(); }
  function explain() { stage = 'told'; toAddress(); build(); draw(); $('explain-title').focus(); }
  function again() { stage = 'predict'; line = ''; broken = false; answers = []; mine = JSON.parse(start); toAddress(); build(); $('predict-title').focus(); }

  const address = () => [['lang', view.lang], ...(view.dark ? [['dark', 1]] : []), ...(teacher ? [['teacher', 1]] : []), ...(line ? [['sealed', line], ['seen', reached() - 1]] : [])].map(pair => pair.map(encodeURIComponent).join('=')).join('&');
  function toAddress() { try { history.replaceState(null, '', `#${address()}`); } catch { /* a page inside another has no address of its own */ } }
  function arrive(text) {
    const said = new Map(partsOf(text === 'teacher' ? 'teacher=1' : text));
    if (LANGUAGES.includes(said.get('lang'))) view.lang = said.get('lang');
    if (said.has('dark')) view.dark = said.get('dark') !== '0';
    teacher = said.has('teacher');
    if (!said.has('sealed')) return;
    const found = unsealed(said.get('sealed'), lesson.name, shipped.results), value = found.fault ? null : fromText(asked, found.prediction, months);
    if (value === null) { broken = true; return; }
    prediction = value;
    line = said.get('sealed');
    stage = { 1: 'seen', 2: 'told' }[said.get('seen')] ?? 'sealed';
  }

  // --- the screen ------------------------------------------------------------------------------------------------------------
  const paragraphs = all => all.map(each => element('p', {}, minus(written(each))));
  const part = (id, title, ...children) => element('section', { id, 'aria-labelledby': `${id}-title` }, element('h2', { id: `${id}-title`, tabindex: -1 }, title), ...children);
  function chainOf() { // the steps between what is changed and what is earned, as `why` finds them
    if (!lesson.chain) return [];
    const { of, less, rows, said } = lesson.chain, head = [say('lesson.live.chain_step'), say('lesson.live.chain_end', { of, less }), say('lesson.live.chain_half')];
    return [element('h3', {}, say('lesson.live.chain', { of, less })), element('p', {}, say('lesson.live.chain_hint')), scrolled(table(head, rows.map(row => row.map(written)), null, { class: 'words' })), ...paragraphs(said)];
  }
  const items = all => element('ul', {}, ...all.map(each => element('li', {}, minus(written(each)))));

  const stepsPart = () => element('ol', { class: 'steps', 'aria-label': say('lesson.live.steps') }, ...STAGES.map((each, k) => element('li', k === reached() ? { 'aria-current': 'step' } : {}, say(STEPS[each]))));

  function predictPart() {
    const told = element('p', { id: 'lesson-told', role: 'status' }), sealing = button('seal', say('lesson.live.seal'), seal, { class: 'next' }), open = stage === 'predict';
    const box = element('div', { id: 'asked' });
    if (asked.form === 'number') {
      const found = scale([asked.low, asked.high], unit, ofUnit), shown = value => Number((value * found.factor).toPrecision(6)), digits = [asked.low, asked.high].every(end => Number.isInteger(shown(end))) ? 0 : found.digits;
      const input = element('input', { type: 'number', id: 'guess', step: 'any', min: shown(asked.low), max: shown(asked.high), disabled: !open, 'aria-describedby': 'guess-hint', oninput: () => {
        const value = input.value === '' ? NaN : Number(input.value) / found.factor;
        prediction = value >= asked.low && value <= asked.high ? value : null;
      } });
      if (prediction !== null) input.value = shown(prediction);
      box.append(element('p', { id: 'guess-hint' }, minus(say('lesson.live.hint_number', { unit: found.unit, low: number(shown(asked.low), digits), high: number(shown(asked.high), digits) }))), element('label', { for: 'guess' }, say('lesson.live.your_number'), ' '), input, ' ', found.unit);
    } else if (asked.form === 'choice') {
      box.append(element('fieldset', {}, element('legend', {}, say('lesson.live.hint_choice')), ...asked.choices.map((text, k) => element('p', {}, element('label', {},
        element('input', { type: 'radio', name: 'guess', value: k, checked: prediction === k, disabled: !open, onchange: () => { prediction = k; } }), ' ', minus(written(text)))))));
    } else if (reached() < 2) {
      const chart = lesson.charts[asked.chart], given = asked.given === null ? [] : [{ kind: 'base', label: written(lesson.runs[asked.given].label) }], text = element('p', { id: 'drawn' });
      const panel = element('div', { class: 'panel wide' }, element('h3', {}, written(chart.label), ' ', element('span', {}, scale([asked.low, asked.high], chart.unit).unit)), element('p', { class: 'legend' }, ...legendOf([...given, { kind: 'guess', label: say('lesson.live.predicted') }])));
      box.append(...(open ? [element('p', { class: 'hint' }, say('lesson.live.hint_curve'))] : []), panel, text);
      new Drawing(panel, { asked, label: chart.label, unit: chart.unit, months, given: asked.shown, start: prediction, fixed: !open, change: (values, said) => { prediction = values; text.textContent = said; } });
    }
    const seen = line ? element('div', { id: 'sealed', role: 'status' }, asked.form === 'curve' && reached() < 2 ? null : element('p', {}, say('lesson.live.sealed_what', { text: predictionText(prediction) })), element('p', {}, say('lesson.live.sealed'), ' ', element('code', {}, line.split('|').at(-1))), stage === 'sealed' ? element('p', { class: 'hint' }, say('lesson.live.sealed_next')) : null) : null;
    return part('predict', say('lesson.live.predict'), element('p', {}, minus(written(asked.ask))), broken ? element('p', { role: 'alert', class: 'warn' }, say('lesson.live.broken')) : null, box,
      open ? element('p', { class: 'buttons' }, sealing) : null, told, seen, stage === 'sealed' ? element('p', { class: 'buttons' }, button('run', say('lesson.live.run'), run, { class: 'next' })) : null);
  }

  const panels = mine => element('div', { class: 'all-charts' }, ...lesson.look.map(k => { const chart = Object.assign(chartPanel(lesson.charts[k].label, move), { place: k, mine }); charts.push(chart); return chart.box; }));
  function seePart() {
    const picture = element('div', { class: 'panel wide' });
    if (asked.form === 'number') new NumberLine(picture, { ...lineOf(), guesses: [prediction], guessed: say('lesson.live.predicted') });
    return part('see', say('lesson.live.see'), element('p', { id: 'progress' }, element('progress', { id: 'bar', max: seeds.length, value: 0, 'aria-label': say('page.live.progress') }), ' ', element('span', { id: 'told' })),
      element('div', { id: 'outcome', hidden: true }, element('p', { id: 'verdict', role: 'status' }), picture), element('div', { id: 'charts' }, panels(false)), element('p', { class: 'hint' }, say('lesson.live.bands', { pairs: seeds.length, of: lesson.runs[shaded].label })),
      stage === 'seen' ? element('div', { id: 'look' }, element('p', {}, say('lesson.live.look')), element('p', { class: 'buttons' }, button('why', say('lesson.live.explain_now'), explain, { class: 'next' }))) : null);
  }
  const shaded = asked.form === 'curve' ? asked.run : lesson.runs.length - 1; // the run of which the interval is drawn
  const lineOf = () => { const found = scale([asked.low, asked.high], unit, ofUnit); return { low: asked.low, high: asked.high, factor: found.factor, label: say('lesson.live.number_line', { unit: found.unit }), computed: asked }; };

  function questionsPart() {
    return part('questions', say('lesson.live.questions'), ...lesson.questions.map((question, q) => {
      const told = element('p', { role: 'status', id: `because-${q}` });
      const choose = k => { answers[q] = k; const { right, because } = question.answers[k]; told.textContent = minus(say('list.sentences', { head: say(right ? 'lesson.live.right' : 'lesson.live.wrong'), tail: because })); told.className = right ? 'right' : 'wrong'; };
      const box = element('fieldset', {}, element('legend', {}, minus(written(question.ask))), ...question.answers.map((answer, k) => element('p', {}, element('label', {},
        element('input', { type: 'radio', name: `q${q}`, value: k, checked: answers[q] === k, onchange: () => choose(k) }), ' ', minus(written(answer.text))))), told);
      if (answers[q] !== undefined) choose(answers[q]);
      return box;
    }));
  }

  function tryPart() {
    const base = JSON.parse(start), change = (path, value) => { const lever = shipped.levers.find(each => each.path === path); mine.levers[path] = inRange(lever, value); if (mine.levers[path] === leverValue(shipped, base, path)) { delete mine.levers[path]; if (path in base.levers) mine.levers[path] = base.levers[path]; } showControls(); };
    const open = shipped.levers.filter(each => lesson.levers.includes(each.path));
    for (const each of open) each.control = new Control(each, {
      id: `l.${each.path}`, read: () => leverValue(shipped, mine, each.path), base: () => leverValue(shipped, base, each.path), change, done: ask,
      note: () => {
        const fixed = isFixed(shipped, mine, each.path) || !each.cells.length, rest = fixed ? null : atRest(shipped, mine, each.path);
        return { fixed, text: fixed ? say('page.live.switched_off') : rest ? say('page.live.does_nothing', { what: shipped.acting[rest[0]].label, value: rest[1] }) : '' };
      },
    });
    const showControls = () => open.forEach(each => each.control.show());
    showControls();
    return part('try', say('lesson.live.try'), element('p', { class: 'hint' }, say('lesson.live.try_hint')), element('div', { class: 'levers' }, ...open.map(each => each.control.box)),
      panels(true), element('p', { class: 'hint', id: 'try-told', role: 'status' }), element('p', { class: 'buttons' }, button('back', say('lesson.live.reset'), () => { mine = JSON.parse(start); showControls(); ask(); })));
  }

  function handInPart() {
    const area = element('textarea', { readonly: true, rows: 3, 'aria-label': say('lesson.live.hand_in') }), told = element('p', { role: 'status' });
    area.value = line;
    return part('hand-in', say('lesson.live.hand_in'), area, element('p', { class: 'buttons' }, button('copy', say('page.live.copy'), () => copyText(line, area, told)), button('again', say('lesson.live.begin_again'), again)), told);
  }

  function checked(text) { // what a line that was handed in says: { text, value }, the value null where it is not whole
    const found = unsealed(text, lesson.name, shipped.results), value = found.fault ? null : fromText(asked, found.prediction, months);
    if (value !== null) return { value, text: minus(say('lesson.live.seal_whole', { text: predictionText(value) })) };
    return { value, text: say({ broken: 'lesson.live.seal_broken', other: 'lesson.live.seal_other' }[found.fault] ?? 'lesson.live.seal_unreadable') };
  }
  function pictureOf(values) { // all predictions of a class, where more than one is whole
    if (values.length < 2) return [];
    const box = element('div', {}, element('h3', {}, say('lesson.live.all_predictions', { count: values.length })));
    if (asked.form === 'choice') box.append(scrolled(table(['', ''], asked.choices.map((text, k) => [written(text), String(values.filter(value => value === k).length)]))));
    else if (asked.form === 'number') new NumberLine(box, { ...lineOf(), guesses: values });
    else drawLines(Object.assign(new Chart(box, () => {}), { unit: element('span') }), lesson.charts[asked.chart].label, unit, values.map(value => ({ values: between(value, months), kind: 'guess thin', label: '' })), { years: say('lesson.live.years') });
    return [box];
  }

  function teacherPart() {
    const plan = (steps, minutes) => [element('h3', {}, say('lesson.live.plan', { minutes })), scrolled(table([say('lesson.live.minutes'), say('lesson.live.what')], steps.map(step => [String(step.minutes), written(step.text)]), null, { class: 'words' }))];
    const area = element('textarea', { rows: 5, 'aria-label': say('lesson.live.check_hint') }), told = element('div', { role: 'status', id: 'seal-told' }), shown = element('div', { class: 'panel wide', id: 'predictions' });
    const check = () => {
      const found = area.value.split('\n').filter(each => each.trim()).slice(0, MOST_LINES).map(checked), whole = found.filter(each => each.value !== null).map(each => each.value);
      told.replaceChildren(element('ol', {}, ...found.map(each => element('li', {}, each.text))));
      shown.replaceChildren(...pictureOf(whole));
    };
    return part('teacher', say('lesson.live.teacher'),
      element('h3', {}, say('lesson.live.aims')), items(lesson.teacher.aims), ...plan(lesson.teacher.short, 45), ...plan(lesson.teacher.long, 90),
      element('h3', {}, say('lesson.live.ask')), items(lesson.teacher.ask), element('h3', {}, say('lesson.live.debrief')), items(lesson.teacher.debrief), element('h3', {}, say('lesson.live.go_wrong')), items(lesson.teacher.wrong),
      element('h3', {}, say('lesson.live.answers')), element('ol', {}, ...lesson.questions.map(question => element('li', {}, minus(written(question.ask)), ' ', element('strong', {}, minus(written(question.answers.find(each => each.right).text)))))),
      element('h3', {}, say('lesson.live.numbers')), scrolled(table([say('lesson.live.number_what'), say('lesson.live.number_of'), say('lesson.live.number_value')], lesson.numbers.map(each => [written(each.what), written(each.of), say('lesson.live.number_cell', { value: amount(each.mean, each.unit, { sign: each.difference }), low: bare(each.low, each.unit, [each.mean], each.difference), high: bare(each.high, each.unit, [each.mean], each.difference) })]), null, { class: 'numbers' })),
      element('div', { class: 'screen' }, element('h3', {}, say('lesson.live.check_seal')), element('p', { class: 'hint' }, say('lesson.live.check_hint')), area, element('p', { class: 'buttons' }, button('check-seal', say('lesson.live.check'), check)), told, shown));
  }

  function build() {
    words.language = view.lang;
    const turn = button('teacher-page', say(teacher ? 'lesson.live.for_class' : 'lesson.live.teacher'), () => { teacher = !teacher; toAddress(); build(); if (!teacher && reached() > 1) ask(); $('teacher-page').focus(); }, { 'aria-pressed': String(teacher) });
    const seen = reached() > 1 && !teacher, told = stage === 'told' && !teacher;
    charts = [];
    showScreen(view, written(lesson.title),
      element('header', {}, element('h1', { id: 'title' }, written(lesson.title)), headOf(view, () => { toAddress(); build(); draw(); }, turn)),
      element('main', { class: 'lesson' }, failed ? element('p', { role: 'alert', class: 'warn' }, say('lesson.live.failed', { reason: failed })) : null,
        element('p', { class: 'question' }, minus(written(lesson.question))),
        ...(teacher ? [teacherPart()] : [stepsPart(), ...paragraphs(lesson.situation), predictPart()]),
        ...(seen ? [seePart()] : []),
        ...(told ? [part('explain', say('lesson.live.explain'), ...paragraphs(lesson.explanation), ...chainOf()), questionsPart(),
          part('assumptions', say('lesson.live.assumptions'), items(lesson.assumptions)), part('disputed', say('lesson.live.disputed'), element('ul', {}, ...lesson.disputed.map(each => element('li', {}, minus(written(each.text)), ' ', element('small', {}, each.source))))),
          tryPart()] : []),
        ...(seen ? [handInPart(), element('p', { id: 'reading', role: 'status' })] : []),
        element('p', { id: 'fingerprint' }, say('lesson.live.made', { version: shipped.version, results: shipped.results, name: lesson.name, first: seeds[0], last: seeds.at(-1) }))));
  }

  function move(to, spoken, at) {
    month = to;
    charts.forEach(chart => chart.mark(month));
    $('reading').textContent = month === null ? '' : say('lesson.live.month', { month, nth: month + 1, all: charts.filter(chart => chart.told && chart.mine === at.mine).map(chart => chart.told(month)).join(' · ') });
    $('reading').setAttribute('aria-live', spoken ? 'polite' : 'off');
  }

  function draw() {
    if (reached() < 2 || teacher || !$('see')) return;
    const count = done().length;
    $('bar').value = count;
    $('told').textContent = wrong.size ? [...wrong].map(([seed, reason]) => say('lesson.live.failed_seed', { seed, reason })).join(' ') : say('lesson.live.running', { done: count, all: seeds.length });
    $('progress').hidden = over() && !wrong.size;
    document.documentElement.dataset.done = over() ? '1' : '';
    if ($('try-told')) $('try-told').textContent = over() ? '' : say('lesson.live.running', { done: done(wanted()).length, all: seeds.length });
    if (!count) return;
    $('outcome').hidden = false;
    $('verdict').textContent = verdict();
    for (const chart of charts) {
      const kinds = ['base', 'other', 'third', 'fourth', 'fifth'], lines = lesson.runs.map((run, k) => ({ found: meanOf(resultOf(run.state), chart.place), kind: lesson.runs.length === 1 ? 'other' : kinds[k], label: written(run.label) }));
      const shown = lines.map(({ found, kind, label }) => ({ values: found.mean, kind, label })), of = lines[shaded];
      if (asked.form === 'curve' && chart.place === asked.chart) shown.push({ values: between(prediction, months), kind: 'guess', label: say('lesson.live.predicted') });
      const yours = chart.mine && moved() ? meanOf(resultOf(mine), chart.place) : null;
      if (yours) shown.push({ values: yours.mean, kind: 'mine', label: say('lesson.live.yours') });
      drawLines(chart, lesson.charts[chart.place].label, lesson.charts[chart.place].unit, shown, { band: count > 1 ? { ...of.found, kind: of.kind } : null, years: say('lesson.live.years') });
    }
  }

  addEventListener('hashchange', () => { if (location.hash.slice(1) !== address()) { arrive(location.hash.slice(1)); build(); if (reached() > 1) ask(); } });
  const hash = (() => { try { return location.hash.slice(1); } catch { return ''; } })();
  if (hash) arrive(hash);
  document.documentElement.classList.add('live');
  build();
  if (reached() > 1) ask(); else document.documentElement.dataset.done = '1';
  return { get stage() { return stage; }, get prediction() { return prediction; }, set prediction(value) { prediction = value; }, get line() { return line; }, get mine() { return mine; }, shipped, runs, seeds, meanOf, seal, run, pool };
}

const page = startLesson();
