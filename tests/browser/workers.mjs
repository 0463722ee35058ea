// What a test does to the page's workers.

/** Notes every worker that the page starts, as `window.workers`. Runs in the page. */
export const noteWorkers = () => {
  const Before = Worker;
  window.workers = [];
  window.Worker = class extends Before {
    constructor(...how) {
      super(...how);
      window.workers.push(this);
    }
  };
};

/** Puts code before everything else that a trainer's worker runs, whenever a worker starts (or only the first). */
export async function prepare(page, code, first = false) {
  let started = 0;
  await page.route("**/trainer.js*", async (route) => {
    const before = first && started++ > 0 ? "" : code;
    try {
      const response = await route.fetch();
      await route.fulfill({ response, body: before + (await response.text()) });
    } catch (error) {
      // A worker that tries remedies may ask for it as the test ends.
      if (!/disposed|closed|ended/.test(error.message)) throw error;
    }
  });
}

/** Runs, in the worker, each plain text that it is sent, which the page's own messages never are. */
export const obey = `addEventListener("message", ({ data }) => { if (typeof data === "string") eval(data); });\n`;

/** Tells the window that its adapter is a graphics card's; the workers' stays as it is. To be given to `addInitScript`. */
export const passOffAdapter = () => {
  Object.defineProperty(GPU.prototype, "requestAdapter", {
    value: async () => ({ info: { vendor: "nvidia", architecture: "ampere" }, isFallbackAdapter: false }),
  });
};

/** The losses of so many steps of an undisturbed run, trained by the page's pool. */
export function undisturbed(page, fragment, steps) {
  return page.evaluate(([fragment, steps]) => new Promise((done) => {
    const pool = new wasmBindings.JobPool();
    pool.enqueue(fragment, steps, (kind, losses) => kind === "done" && done([...losses]));
  }), [fragment, steps]);
}

/** Gives trainers on the CPU a system that has no more than so many MiB for each: WebAssembly refuses to grow beyond them. */
export async function capMemory(page, mebibytes) {
  await page.route("**/trainer-cpu_bg.wasm*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: withMaximum(await response.body(), mebibytes * 16) });
  });
}

/** A WebAssembly module whose memory has a maximum, in pages of 64 KiB. */
function withMaximum(module, pages) {
  let at = 8;
  while (at < module.length) {
    const begin = at;
    const [id, [size, content]] = [module[at], leb(module, at + 1)];
    at = content + size;
    if (id !== 5) continue;
    // One memory, without a maximum: its count, its flags, and how many pages it begins with.
    if (module[content] !== 1 || module[content + 1] !== 0) throw new Error("another memory than expected");
    const memory = Buffer.concat([Buffer.from([1, 1]), module.subarray(content + 2, at), toLeb(pages)]);
    return Buffer.concat([module.subarray(0, begin), Buffer.from([5]), toLeb(memory.length), memory, module.subarray(at)]);
  }
  throw new Error("a module without a memory");
}

/** An unsigned number in LEB128, and where what follows it begins. */
function leb(bytes, at) {
  let [value, shift] = [0, 0];
  for (;;) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    shift += 7;
    if (byte < 128) return [value, at];
  }
}

function toLeb(value) {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value);
  return Buffer.from(bytes);
}
