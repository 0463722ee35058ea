// From navigation to the first loss on the page, with nothing cached: a browser of its own each time.
// Needs dist/ (`make build`). Writes bench/first-loss.json.
//
//   node bench/first-loss.mjs [--backend cpu|gpu] [--rounds N]
import { parseArgs } from "node:util";
import { open } from "./browser.mjs";
import { keep } from "./files.mjs";
import { median, short } from "./numbers.mjs";

const { values: options } = parseArgs({
  options: {
    backend: { type: "string", multiple: true, default: ["cpu", "gpu"] },
    rounds: { type: "string", default: "7" },
  },
});

/** Runs in the page before its own scripts: when the chart's first loss stands there, and the longest that the page froze. */
function watch() {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    const text = (name) => document.querySelector(`[data-vital="${name}"]`)?.textContent ?? "";
    if (/\d/.test(text("loss")) && Number(text("step")) >= 1) window.firstLoss = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

for (const backend of options.backend) {
  const times = [];
  const tasks = [];
  let machine;
  for (let round = 0; round < Number(options.rounds); round += 1) {
    const theatre = await open({ webgpu: backend === "gpu" });
    machine = theatre.machine;
    const page = await theatre.browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(watch);
    await page.goto(`${theatre.address}dist/index.html#backend=${backend}`);
    await page.waitForFunction(() => window.firstLoss, null, { timeout: 120_000, polling: 50 });
    times.push(await page.evaluate(() => window.firstLoss));
    tasks.push(await page.evaluate(() => window.longest));
    await theatre.close();
  }
  keep("bench/first-loss.json", machine, { [backend]: { times, median: median(times), longestTask: Math.max(...tasks) } });
  console.log(`${backend}: the first loss after ${short(median(times) / 1000)} s (${times.map((time) => short(time / 1000)).join(", ")}); the page's longest task ${short(Math.max(...tasks))} ms`);
}
