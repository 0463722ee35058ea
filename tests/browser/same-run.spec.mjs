// A run on the CPU is the same to the bit in the browser and on the command line: the page's trainer is held to the file
// that tests/same_run.rs holds `flatline run` to, and writes.
import { readFileSync } from "node:fs";
import { test, expect } from "./test.mjs";

const runs = JSON.parse(readFileSync("tests/same_run.json", "utf8"));
/** Steps that one word of the file stands for. */
const together = 10;

/** The trace of a story, as the page's trainer measures it in a worker of its own: JSON lines, as the command line's. */
async function trace(page, address, story, steps) {
  // A page of the same origin that runs nothing itself.
  await page.goto(`${address}trainer.js`);
  return page.evaluate(
    ([address, story, steps]) => {
      const source = `
        importScripts(${JSON.stringify(`${address}trainer-cpu.js`)});
        wasm_bindgen({ module_or_path: ${JSON.stringify(`${address}trainer-cpu_bg.wasm`)} })
          .then(() => wasm_bindgen.HeadlessRun.replay(${JSON.stringify(story)}))
          .then((run) => run.advance(${steps}, 1))
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
    [address, JSON.stringify(story), steps],
  );
}

const hexadecimal = (number) => (number >>> 0).toString(16).padStart(8, "0");

/** The bits of a line's loss. */
const lossBits = (line) => hexadecimal(new Uint32Array(new Float32Array([JSON.parse(line).loss]).buffer)[0]);

/** FNV-1a in 32 bits. */
const hash = (text) => hexadecimal([...Buffer.from(text)].reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5));

test("there are runs to compare", () => expect(runs.length).toBeGreaterThan(15));

for (const { name, story, losses, lines } of runs) {
  test(`${name}: the page's trainer measures what the command line does, to the bit`, async ({ page, site }) => {
    const measured = (await trace(page, site.address, story, losses.length * together)).split("\n");
    const tens = losses.map((_, at) => measured.slice(at * together, (at + 1) * together));
    expect(tens.map((ten) => ten.map(lossBits).join(""))).toEqual(losses);
    expect(tens.map((ten) => hash(ten.join("\n")))).toEqual(lines);
  });
}
