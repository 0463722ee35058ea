// Networks that PyTorch trained, on WebGPU: the numbers of the trainer that the page loads.
import { readdirSync, readFileSync } from "node:fs";
import { test, expect } from "./test.mjs";

/** Of the largest entry of each list; a number's list is that number over all steps. */
const tolerance = 1e-3;

/** Trains a case in a worker of its own, and gives what each step measured. */
async function trace(page, address, reference) {
  const lines = await page.evaluate(
    ([address, reference, steps]) => {
      const source = `
        importScripts(${JSON.stringify(`${address}trainer-gpu.js`)});
        wasm_bindgen({ module_or_path: ${JSON.stringify(`${address}trainer-gpu_bg.wasm`)} })
          .then(() => wasm_bindgen.trace(${JSON.stringify(reference)}, ${steps}))
          .then((lines) => postMessage({ lines }), (error) => postMessage({ error: String(error) }));`;
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
      return new Promise((done, failed) => {
        worker.onerror = (event) => failed(new Error(event.message));
        worker.addEventListener("message", ({ data }) => {
          if (data.lines) done(data.lines);
          if (data.error) failed(new Error(data.error));
        });
      }).finally(() => worker.terminate());
    },
    [address, JSON.stringify(reference), reference.trace.length],
  );
  return lines.split("\n").map((line) => JSON.parse(line));
}

const names = readdirSync("tests/reference").map((file) => file.match(/(.*)\.json$/)?.[1]).filter(Boolean);

for (const name of names) {
  test(`${name} trains as PyTorch trained it`, async ({ page, site }) => {
    test.setTimeout(300_000);
    const reference = JSON.parse(readFileSync(`tests/reference/${name}.json`, "utf8"));
    // A page of the same origin that runs nothing itself.
    await page.goto(`${site.address}trainer-gpu_loader.js`);
    const measured = await trace(page, site.address, reference);
    expect(measured.length).toBe(reference.trace.length);
    for (const key of Object.keys(reference.trace[0])) {
      const lists = reference.trace.map((step) => [step[key]].flat());
      const largest = (list) => Math.max(...list.map(Math.abs));
      const scalar = lists[0].length === 1;
      lists.forEach((expected, step) => {
        const found = [measured[step][key]].flat();
        expect(found.length, key).toBe(expected.length);
        const scale = scalar ? largest(lists.flat()) : largest(expected);
        const error = largest(expected.map((value, index) => (value - found[index]) / scale));
        expect(error, `${key} at step ${step + 1}`).toBeLessThanOrEqual(tolerance);
      });
    }
  });
}
