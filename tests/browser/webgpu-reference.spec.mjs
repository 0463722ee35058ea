// Networks that PyTorch trained, on WebGPU: the numbers of the trainer that the page loads.
import { readdirSync, readFileSync } from "node:fs";
import { trace } from "./gpu-trainer.mjs";
import { test, expect } from "./test.mjs";

/** Of the largest entry of each list; a number's list is that number over all steps. Where all are 0, of 1. */
const tolerance = 1e-3;

const names = readdirSync("tests/reference").map((file) => file.match(/(.*)\.json$/)?.[1]).filter(Boolean);

for (const name of names) {
  test(`${name} trains as PyTorch trained it`, async ({ page, site }) => {
    test.setTimeout(300_000);
    const reference = JSON.parse(readFileSync(`tests/reference/${name}.json`, "utf8"));
    const { measured } = await trace(page, site.address, reference, reference.trace.length);
    expect(measured.length).toBe(reference.trace.length);
    for (const key of Object.keys(reference.trace[0])) {
      const lists = reference.trace.map((step) => [step[key]].flat());
      const largest = (list) => Math.max(...list.map(Math.abs));
      const scalar = lists[0].length === 1;
      lists.forEach((expected, step) => {
        const found = [measured[step][key]].flat();
        expect(found.length, key).toBe(expected.length);
        const scale = (scalar ? largest(lists.flat()) : largest(expected)) || 1;
        const error = largest(expected.map((value, index) => (value - found[index]) / scale));
        expect(error, `${key} at step ${step + 1}`).toBeLessThanOrEqual(tolerance);
      });
    }
  });
}
