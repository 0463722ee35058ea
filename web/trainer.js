// What a worker begins with: loads the trainer that the address names, and tells the page how far it is and what goes wrong,
// before, while and after it does. A worker that fails is silent otherwise.
//
// trainer.js?trainer=trainer-cpu&build=0123456789abcdef
"use strict";

// A worker that was started from a blob (src/ui/backend/start.js) is told what is asked of it and where the other files are: in
// which folder, or each by itself.
const { query = location.search, folder = "", files = {} } = self.flatline ?? {};
const asked = new URLSearchParams(query);
const trainer = asked.get("trainer");
// Nothing of another build is taken from a cache.
const address = (file) => files[file] ?? `${folder}${file}?build=${asked.get("build")}`;

const tell = (what, more) => postMessage({ flatline: what, ...more });
let failed = false;

/** The first failure counts: what follows it, follows from it. */
const fail = (stage, error, more) => {
  if (failed) return;
  failed = true;
  tell("failed", { stage, detail: String(error?.message ?? error ?? ""), ...more });
};

addEventListener("error", (event) => {
  // The page hears of it, and says it: the browser's console need not.
  event.preventDefault();
  fail("run", event.error ?? event.message);
});
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail("run", event.reason);
});
addEventListener("messageerror", () => fail("message"));

/** Holds a lock for as long as this worker lives: when it goes, in whatever way, the page gets it. */
const holdLock = async () => {
  try {
    return await new Promise((held, refused) => {
      navigator.locks.request(name, () => {
        held(true);
        return new Promise(() => {});
      }).catch(refused);
    });
  } catch {
    // Older browsers, and frames without an origin, have none.
    return false;
  }
};

// The trainer's library learns of a lost device only when it next asks it for something.
if (typeof GPUAdapter === "function") {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...what) {
    const device = await requestDevice.apply(this, what);
    device.lost.then(({ reason, message }) => fail("device", message || reason));
    return device;
  };
}

/** A module of one function that makes a vector of zeros. */
const simd = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);

/** The trainer's code, with the page told how much of it has come. */
const download = async (file) => {
  let response;
  try {
    response = await fetch(file);
  } catch (error) {
    return fail("download", error, { status: 0 });
  }
  if (!response.ok) return fail("download", "", { status: response.status });
  let received = 0;
  let told = 0;
  const count = new TransformStream({
    transform(chunk, on) {
      received += chunk.byteLength;
      if (performance.now() - told > 250) {
        told = performance.now();
        tell("loading", { received });
      }
      on.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(count), { headers: { "content-type": "application/wasm" } });
};

const load = async () => {
  tell("begun", { lock: await holdLock() });
  if (typeof WebAssembly !== "object" || !WebAssembly.validate(simd)) return fail("simd");
  const file = address(`${trainer}.js`);
  try {
    importScripts(file);
  } catch (error) {
    // It says neither that there is no such file nor that it may not be run: asked once more, a server says the first.
    if (/^https?:/.test(new URL(file, location.href).protocol)) {
      const answer = await fetch(file).catch(() => undefined);
      if (!answer?.ok) return fail("download", error, { status: answer?.status ?? 0 });
    }
    return fail("script", error);
  }
  const code = await download(address(`${trainer}_bg.wasm`));
  if (!code) return;
  try {
    await wasm_bindgen({ module_or_path: code });
  } catch (error) {
    // A trap in the trainer's first lines is the trainer's; all else is the code.
    fail(error instanceof WebAssembly.RuntimeError ? "run" : "code", error);
  }
};

load();
