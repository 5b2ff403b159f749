'use strict';
// The model itself, compiled to WebAssembly: in a worker, or, where workers are refused, in the page.
// This function is written out as the source of workers: it must not use anything from outside.
function makeEngine() {
  let engine, told, asked, first; // exports, description, what is to be read, the world without a seed
  let under = '', prepared = null; // the world that was prepared last: what was set, and its block
  const begun = new Map(); // seed -> block at month 0

  const unpacked = async bytes => { // through the writer: where files are opened from disk, WebKit reads no Blob in a worker
    const stream = new DecompressionStream('gzip'), writer = stream.writable.getWriter();
    writer.write(bytes).catch(() => {});
    writer.close().catch(() => {});
    return new Uint8Array(await new Response(stream.readable).arrayBuffer());
  };
  const kept = () => engine.memory.buffer.slice(told.kept.at, told.kept.at + told.kept.size);
  const put = block => new Uint8Array(engine.memory.buffer).set(new Uint8Array(block), told.kept.at);
  const write = cells => {
    const view = new DataView(engine.memory.buffer);
    for (const [at, kind, value] of cells) kind === 'f8' ? view.setFloat64(at, value, true) : view.setBigInt64(at, BigInt(value), true);
  };
  const check = status => {
    if (status === 0) return;
    const at = engine.error(), view = new DataView(engine.memory.buffer);
    const [where, length] = at ? [view.getUint32(at, true), view.getUint32(at + 4, true)] : [0, 0];
    throw new Error(new TextDecoder().decode(new Uint8Array(engine.memory.buffer, where, length)) || `status ${status}`);
  };
  const months = (from, to) => {
    const call = told.calls.simulate_months;
    write([[call.first, 'i8', from], [call.last, 'i8', to]]);
    check(engine.simulate_months(call.words));
    const view = new DataView(engine.memory.buffer), broken = Number(view.getBigInt64(told.fault.at, true));
    if (broken || Number(view.getBigInt64(told.done, true)) < to) {
      throw new Error(`books:${broken ? Number(view.getBigInt64(told.fault.at + 8, true)) - told.burn_in : to}`);
    }
  };

  async function begin(start) {
    told = start.described;
    asked = start.asked;
    const content = await unpacked(start.image);
    engine = (await WebAssembly.instantiate(start.module, {})).exports;
    const lacking = Math.ceil((told.at + told.size + (4 << 20)) / 65536) - engine.memory.buffer.byteLength / 65536;
    if (engine.__heap_base.value > told.at) throw new Error('the module and the image do not fit');
    engine.memory.grow(Math.max(0, lacking));
    new Uint8Array(engine.memory.buffer, told.at, told.size).set(content);
    engine.set_heap(told.at + told.size);
    first = kept();
  }

  // job: { seed, world: { key, cells, prepares }, cells, chunk, until }; of months from `until` on, what is handed over says nothing; `pause` is awaited between chunks of months
  async function run(job, pause) {
    engine.set_heap(told.at + told.size);
    if (job.world.key !== under || prepared === null) {
      begun.clear();
      put(first);
      write(job.world.cells);
      if (job.world.prepares) check(engine.prepare_world(told.calls.prepare_world.words));
      prepared = kept();
      under = job.world.key;
    }
    if (!begun.has(job.seed)) {
      put(prepared);
      new DataView(engine.memory.buffer).setBigUint64(told.seed, BigInt(job.seed), true);
      check(engine.draw_world(told.calls.draw_world.words));
      if (told.burn_in > 0) months(0, told.burn_in);
      begun.set(job.seed, kept());
      if (pause) await pause();
    } else put(begun.get(job.seed));
    write(job.cells);
    const last = told.burn_in + (job.until || told.months), step = job.chunk || told.months;
    for (let from = told.burn_in; from < last; from += step) {
      months(from, Math.min(from + step, last));
      if (pause && from + step < last) await pause();
    }
    return read();
  }

  function read() { // what is shown, one series after the other, in the order of `asked`
    const all = asked.reduce((count, each) => count + each.columns.length * each.holders.length, 0);
    const out = new Float64Array(all * told.months);
    let place = 0;
    for (const { kind, columns, holders } of asked) {
      const { at, shape, width } = told.measures[kind], between = shape.slice(1, -1).reduce((a, b) => a * b, 1);
      const values = new Float64Array(engine.memory.buffer, at, told.months * between * width);
      for (const column of columns) for (const holder of holders)
        for (let month = 0; month < told.months; month++) out[place++] = values[(month * between + holder) * width + column];
    }
    return out;
  }

  const compiled = async wasm => WebAssembly.compile(await unpacked(wasm)); // once: workers are handed what came out

  const bytes = () => (engine ? engine.memory.buffer.byteLength : 0) + (begun.size + 2) * (told ? told.kept.size : 0);
  return { compiled, begin, run, bytes };
}

const WORKER = `'use strict';
const engine = (${makeEngine})();
onmessage = async ({ data }) => {
  try {
    if (data.described) { await engine.begin(data); postMessage({ ready: true }); return; }
    const began = performance.now(), values = await engine.run(data);
    postMessage({ values, ms: performance.now() - began, bytes: engine.bytes() }, [values.buffer]);
  } catch (error) { postMessage({ error: String(error && error.message || error) }); }
};`;

// Workers, one a processor but at most eight; a seed always goes to the same one, which keeps its world. Jobs wait here, so
// that what nobody wants any more is dropped at once.
class Pool {
  constructor({ wasm, ...start }, count) {
    this.start = start;
    this.workers = [];
    this.queues = Array.from({ length: count }, () => []);
    this.running = new Map();
    this.bytes = new Array(count).fill(0);
    this.idle = new Array(count).fill(false);
    this.inPage = false;
    this.failed = () => {};
    this.changed = () => {};
    this.held = () => false; // whether what waits is not to begin yet
    makeEngine().compiled(wasm).then(module => { start.module = module; this.begin(); }, error => this.failed(error.message));
  }

  begin() {
    try {
      const url = URL.createObjectURL(new Blob([WORKER], { type: 'text/javascript' }));
      this.queues.forEach((_, k) => {
        const worker = new Worker(url);
        this.workers.push(worker);
        worker.onmessage = ({ data }) => this.answer(k, data);
        worker.onmessageerror = () => this.withoutWorkers();
        worker.onerror = event => { event.preventDefault?.(); this.withoutWorkers(); };
        worker.postMessage(this.start);
      });
    } catch { this.withoutWorkers(); }
  }

  withoutWorkers() { // all in the page itself, a year at a time
    if (this.inPage) return;
    this.inPage = true;
    this.workers.forEach(worker => worker.terminate());
    this.queues = [[...this.running.values(), ...this.queues.flat()]];
    this.running.clear();
    this.idle = [false];
    this.bytes = [0];
    const engine = makeEngine(), pause = () => new Promise(resolve => setTimeout(resolve));
    const post = job => engine.run({ ...job, chunk: 12 }, pause).then(values => this.answer(0, { values, bytes: engine.bytes() }), error => this.answer(0, { error: error.message }));
    this.workers = [{ postMessage: post, terminate() {} }];
    engine.begin(this.start).then(() => this.answer(0, { ready: true }), error => this.failed(error.message));
    this.changed();
  }

  ask(job, wanted) { // wanted() says whether anybody still waits for it; a promise of the values
    return new Promise((resolve, reject) => {
      this.queues[(job.lane ?? job.seed) % this.queues.length].push({ job, wanted, resolve, reject });
      this.feed();
    });
  }

  get busy() { return this.running.size > 0 || this.queues.some(queue => queue.length > 0); }

  feed() {
    this.queues.forEach((queue, k) => {
      while (this.idle[k] && queue.length) {
        const next = queue[0], wanted = next.wanted();
        if (wanted && this.held()) break;
        queue.shift();
        if (!wanted) { next.reject(null); continue; }
        this.idle[k] = false;
        this.running.set(k, next);
        this.workers[k].postMessage(next.job);
      }
    });
  }

  answer(k, data) {
    const asked = this.running.get(k);
    if (data.error && !asked) { this.failed(data.error); return; } // it never began
    this.running.delete(k);
    this.idle[k] = true;
    if (data.bytes) this.bytes[k] = data.bytes;
    if (asked) data.error ? asked.reject(new Error(data.error)) : asked.resolve(data.values);
    queueMicrotask(() => this.feed()); // once what has come is known
  }
}
