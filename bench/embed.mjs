// From an article's navigation to the first loss of the demo in it, with everything in the browser's cache: as a reader has it
// who comes back, or who has read another article with a demo. Needs dist/ (`make build`). Writes bench/embed.json.
//
//   node bench/embed.mjs [--rounds N]
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { serve } from "../scripts/serve.mjs";
import { open } from "./browser.mjs";
import { keep } from "./files.mjs";
import { median, short } from "./numbers.mjs";

const { values: options } = parseArgs({ options: { rounds: { type: "string", default: "7" } } });

const site = await serve("dist", 0, "/", { "cache-control": "public, max-age=31536000" });
const demo = `http://127.0.0.1:${site.address().port}/`;
const article = `<!doctype html><link rel="icon" href="data:,"><title>Article</title>
  <script src="${demo}flatline-demo.js"></script>
  <flatline-demo settings="backend=cpu"></flatline-demo>
  <script>
    document.querySelector("flatline-demo").addEventListener("step", ({ detail }) => {
      if (detail.step > 0) window.firstLoss ??= performance.now();
    });
  </script>`;
const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(article));
await new Promise((listens) => server.listen(0, "localhost", listens));

const theatre = await open();
const page = await theatre.browser.newPage({ viewport: { width: 1280, height: 900 } });
const times = [];
for (let round = 0; round <= Number(options.rounds); round += 1) {
  await page.goto(`http://localhost:${server.address().port}/`);
  await page.waitForFunction(() => window.firstLoss, null, { timeout: 120_000, polling: 50 });
  // The first fills the cache.
  if (round) times.push(await page.evaluate(() => window.firstLoss));
}
keep("bench/embed.json", theatre.machine, { warm: { times, median: median(times) } });
console.log(`an embed's first loss after ${short(median(times) / 1000)} s (${times.map((time) => short(time / 1000)).join(", ")})`);

await theatre.close();
for (const one of [site, server]) {
  one.closeAllConnections();
  one.close();
}
