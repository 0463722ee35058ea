// The GPU trainer by itself, without a page around it.

/**
 * Trains a case in a worker of its own; gives what each step measured, and how often the worker dispatched work to the
 * GPU and submitted it.
 */
export async function trace(page, address, reference, steps) {
  // A page of the same origin that runs nothing itself.
  await page.goto(`${address}trainer.js`);
  const { lines, dispatches, submits } = await page.evaluate(
    ([address, reference, steps]) => {
      const source = `
        let dispatches = 0, submits = 0;
        for (const name of ["dispatchWorkgroups", "dispatchWorkgroupsIndirect"]) {
          const dispatch = GPUComputePassEncoder.prototype[name];
          GPUComputePassEncoder.prototype[name] = function (...what) {
            dispatches += 1;
            return dispatch.apply(this, what);
          };
        }
        const { submit } = GPUQueue.prototype;
        GPUQueue.prototype.submit = function (...what) {
          submits += 1;
          return submit.apply(this, what);
        };
        importScripts(${JSON.stringify(`${address}trainer-gpu.js`)});
        wasm_bindgen({ module_or_path: ${JSON.stringify(`${address}trainer-gpu_bg.wasm`)} })
          .then(() => wasm_bindgen.HeadlessRun.open(${JSON.stringify(reference)}))
          .then((script) => script.advance(${steps}, 1))
          .then((lines) => postMessage({ lines, dispatches, submits }), (error) => postMessage({ error: String(error) }));`;
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
      return new Promise((done, failed) => {
        worker.onerror = (event) => failed(new Error(event.message));
        worker.addEventListener("message", ({ data }) => {
          if (data.lines) done(data);
          if (data.error) failed(new Error(data.error));
        });
      }).finally(() => worker.terminate());
    },
    [address, JSON.stringify(reference), steps],
  );
  return { measured: lines.split("\n").map((line) => JSON.parse(line)), dispatches, submits };
}
