// Long use: a network at full speed for so many minutes, while a visitor changes, restarts, rewinds and compares. Heap, nodes,
// listeners and memory must be flat after the first minutes, and steps as fast at the end as at the beginning. Needs dist/
// (`make build`). Prints a table, and writes it to bench/endurance.json.
//
//   node bench/endurance.mjs [minutes, 60] [cpu or gpu]
import { open } from "./browser.mjs";
import { keep } from "./files.mjs";
import { memory } from "./renderers.mjs";

const minutes = Number(process.argv[2] ?? 60);
const backend = process.argv[3] ?? "cpu";
const small = backend === "gpu" ? "depth=2&width=8&batch_size=32&points=50" : "depth=10&activation=relu&batch_norm=true";
const often = { changes: 200, restarts: 50, rewinds: 50, comparisons: 50 };

const { browser, address, close, machine } = await open({ webgpu: backend === "gpu" });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const problems = [];
page.on("pageerror", (error) => problems.push(error.message));
page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
const developer = await page.context().newCDPSession(page);
await developer.send("Performance.enable");
await page.goto(`${address}dist/index.html#backend=${backend}&${small}`);
await page.getByRole("combobox", { name: "Speed" }).selectOption("full");

const vital = (name) => page.locator(`[data-vital="${name}"]`).textContent();
const step = async () => Number(await vital("step"));
const button = (name) => page.getByRole("button", { name, exact: true });

/** After the garbage is collected. */
async function sample(begin) {
  await developer.send("HeapProfiler.collectGarbage");
  const { metrics } = await developer.send("Performance.getMetrics");
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  const from = await step();
  const at = Date.now();
  await page.waitForTimeout(3000);
  return {
    minute: (Date.now() - begin) / 60_000,
    stepsPerSecond: (1000 * ((await step()) - from)) / (Date.now() - at),
    heap: of("JSHeapUsedSize") / 2 ** 20,
    nodes: of("Nodes"),
    listeners: of("JSEventListeners"),
    memory: memory(),
  };
}

const done = { changes: 0, restarts: 0, rewinds: 0, comparisons: 0 };

/** The next thing that a visitor does. */
async function use() {
  const kind = Object.keys(done).find((kind) => done[kind] / often[kind] === Math.min(...Object.keys(done).map((other) => done[other] / often[other])));
  if (done[kind] >= often[kind]) return;
  done[kind] += 1;
  switch (kind) {
    case "changes":
      return page.getByRole("switch", { name: "Clipping", exact: true }).click();
    case "restarts":
      return button("Restart").click();
    case "rewinds": {
      const slider = page.getByRole("slider", { name: "Rewind" });
      await slider.press("Home");
      return page.waitForTimeout(200);
    }
    case "comparisons":
      await button("Compare").click();
      await page.waitForTimeout(300);
      // The copy is the one that is chosen.
      return page.getByRole("button", { name: /^Keep only/ }).click();
  }
}

const begin = Date.now();
const samples = [];
// What is used first is loaded and laid out first.
await page.waitForTimeout(5000);
const pause = Math.min((minutes * 60_000 * 0.5) / Object.values(often).reduce((a, b) => a + b), 5000);
let next = begin;
while (Date.now() - begin < minutes * 60_000) {
  if (Date.now() >= next) {
    samples.push(await sample(begin));
    next = Date.now() + Math.min(minutes * 4000, 60_000);
    const { minute, stepsPerSecond, heap, nodes, listeners, memory } = samples.at(-1);
    console.log(
      `${minute.toFixed(1)} min: ${stepsPerSecond.toFixed(0)} steps/s, heap ${heap.toFixed(1)} MiB, ${nodes} nodes, ` +
        `${listeners} listeners, ${memory.toFixed(0)} MiB, step ${await step()}, ${JSON.stringify(done)}`,
    );
  }
  await use();
  await page.waitForTimeout(pause);
}
samples.push(await sample(begin));
await close();
keep("bench/endurance.json", machine, { [backend]: { minutes, done, problems, samples } });
console.log(problems.length ? `problems: ${problems.join("; ")}` : "no problem in the console");
