// What the page costs the one who looks at it: frames with a long run on the charts, memory over time, and the share
// of a step that measuring takes. Needs dist/ (`make build`). Prints a table, and writes it to bench/monitor.json.
//
//   node bench/monitor.mjs [seconds of the memory test]
import { writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { serve } from "../scripts/serve.mjs";
import { browsers, executable } from "../tests/browser/chromium.mjs";
import { median, quantile } from "./numbers.mjs";
import { memory } from "./renderers.mjs";

const memorySeconds = Number(process.argv[2] ?? 300);
const server = await serve("dist", 0, "/");
const address = `http://127.0.0.1:${server.address().port}/`;
const results = {};

/** Opens the page in a browser of its own. */
async function open(fragment) {
  const browser = await chromium.launch({ executablePath: executable(), args: browsers.withoutWebgpu });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${address}#backend=cpu&${fragment}`);
  await page.getByRole("combobox", { name: "Speed" }).selectOption("full");
  return { browser, page };
}

const reach = (page, step) =>
  page.waitForFunction(
    (step) => Number(document.querySelector('[data-vital="step"]').textContent) >= step,
    step,
    { timeout: 0, polling: 200 },
  );

/** Milliseconds between frames over so many seconds, as the browser times them. */
const frames = (page, seconds) =>
  page.evaluate(
    (seconds) =>
      new Promise((done) => {
        const times = [];
        const tick = (time) => {
          times.push(time);
          if (time - times[0] < seconds * 1000) requestAnimationFrame(tick);
          else done(times.slice(1).map((one, index) => one - times[index]));
        };
        requestAnimationFrame(tick);
      }),
    seconds,
  );

{
  const { browser, page } = await open("depth=100&activation=relu&batch_norm=true&residual=true");
  await reach(page, 10_000);
  const running = await frames(page, 8);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.waitForTimeout(1000);
  // Under a pointer that moves over the charts.
  const chart = await page.getByRole("img", { name: "Chart of the loss over time" }).boundingBox();
  const moving = frames(page, 8);
  for (let index = 0; index < 160; index += 1) {
    await page.mouse.move(chart.x + chart.width * (0.1 + 0.005 * index), chart.y + chart.height / 2);
    await page.waitForTimeout(40);
  }
  const paused = await moving;
  results.frames = Object.fromEntries(
    Object.entries({ "while it trains": running, "paused, the pointer moving over the chart": paused }).map(
      ([name, list]) => [name, { median: median(list), p95: quantile(list, 0.95), perSecond: (1000 * list.length) / list.reduce((a, b) => a + b) }],
    ),
  );
  await browser.close();
}

{
  const { browser, page } = await open("");
  // Until caches and buckets are full.
  await page.waitForTimeout(60_000);
  const before = { at: Date.now(), memory: memory(), step: Number(await page.locator('[data-vital="step"]').textContent()) };
  const series = [before.memory];
  while (Date.now() - before.at < memorySeconds * 1000) {
    await page.waitForTimeout(10_000);
    series.push(memory());
  }
  const seconds = (Date.now() - before.at) / 1000;
  const step = Number(await page.locator('[data-vital="step"]').textContent());
  // The trend, not the last collection of garbage: the least of the last third less the least of the first.
  const third = Math.max(1, Math.floor(series.length / 3));
  const growth = Math.min(...series.slice(-third)) - Math.min(...series.slice(0, third));
  results.memory = { seconds, steps: step - before.step, first: series[0], last: series.at(-1), perHour: (growth * 3600) / (seconds * (1 - third / series.length)) };
  await browser.close();
}

{
  // The rates of measuring in turn, so that what else the machine does meets all of them.
  const rates = [1, 5, 100];
  const speeds = Object.fromEntries(rates.map((rate) => [rate, []]));
  for (const fragment of ["", "depth=50&activation=relu&batch_norm=true&residual=true"]) {
    const { browser, page } = await open(fragment);
    await reach(page, 200);
    await page.getByRole("button", { name: /^More/ }).click();
    for (let round = 0; round < 6; round += 1) {
      for (const rate of rates) {
        await page.getByRole("combobox", { name: "Measure layers every" }).selectOption(String(rate));
        await page.waitForTimeout(500);
        const begin = await page.evaluate(() => [performance.now(), Number(document.querySelector('[data-vital="step"]').textContent)]);
        await page.waitForTimeout(3000);
        const end = await page.evaluate(() => [performance.now(), Number(document.querySelector('[data-vital="step"]').textContent)]);
        speeds[rate].push((end[0] - begin[0]) / (end[1] - begin[1]));
      }
    }
    const name = fragment || "depth 10, sigmoid";
    results.measuring ??= {};
    results.measuring[name] = Object.fromEntries(rates.map((rate) => [`every ${rate}`, median(speeds[rate])]));
    rates.forEach((rate) => (speeds[rate].length = 0));
    await browser.close();
  }
}

server.close();
writeFileSync("bench/monitor.json", `${JSON.stringify(results, null, 2)}\n`);
console.log(JSON.stringify(results, null, 2));
