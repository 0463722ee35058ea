// How much the visitor's own run is slowed while the pool of trainers works beside it: at most a tenth is asked.
// Needs dist/ (`make build`). Writes bench/pool.json.
import { open } from "./browser.mjs";
import { keep } from "./files.mjs";
import { median, short } from "./numbers.mjs";

const rounds = Number(process.argv[2] ?? 9);
const seconds = 3;
const networks = [
  { name: "depth 10, width 32", fragment: "depth=10&activation=relu" },
  { name: "depth 100, width 32, BatchNorm and residual", fragment: "depth=100&activation=relu&batch_norm=true&residual=true" },
];
const speeds = [
  { name: "full speed", key: "full" },
  { name: "200 / s", key: "200" },
];

const theatre = await open();
const results = [];
for (const { name, fragment } of networks) {
  for (const speed of speeds) {
    const page = await theatre.browser.newPage();
    await page.addInitScript((key) => localStorage.setItem("flatline.speed", key), speed.key);
    await page.goto(`${theatre.address}dist/#${fragment}`);
    const step = () => Number(document.querySelector('[data-vital="step"]')?.textContent);
    await page.waitForFunction(`(${step})() > 100`);
    await page.evaluate(async (step) => {
      const now = new Function(`return (${step})()`);
      window.rate = async (seconds) => {
        const [begun, first] = [performance.now(), now()];
        while (performance.now() - begun < 1000 * seconds) await new Promise(requestAnimationFrame);
        return (1000 * (now() - first)) / (performance.now() - begun);
      };
      // A job for every core, and some that wait; they last until they are cancelled.
      window.busy = async (work) => {
        const pool = new wasmBindings.JobPool();
        const jobs = [];
        const begun = new Promise((begun) => {
          for (let job = 0; job < 2 * navigator.hardwareConcurrency; job += 1) {
            const ended = new Promise((ended) => {
              const listen = (kind) => (kind === "progress" ? begun() : ended());
              jobs.push({ id: pool.enqueue(`depth=20&width=64&seed=${job}`, 10_000_000, listen) });
            });
            jobs.at(-1).ended = ended;
          }
        });
        await begun;
        const result = await work();
        jobs.forEach(({ id }) => pool.cancel(id));
        await Promise.all(jobs.map(({ ended }) => ended));
        return result;
      };
    }, String(step));
    const alone = [];
    const beside = [];
    // In turns, so that what else the machine does meets both.
    for (let round = 0; round < rounds; round += 1) {
      alone.push(await page.evaluate((seconds) => rate(seconds), seconds));
      beside.push(await page.evaluate((seconds) => busy(() => rate(seconds)), seconds));
    }
    await page.close();
    const slowed = 1 - median(beside.map((rate, round) => rate / alone[round]));
    results.push({ network: name, speed: speed.name, alone: median(alone), beside: median(beside), slowed, rounds: { alone, beside } });
    console.log(`${name}, ${speed.name}: ${short(median(alone))} steps a second alone, ${short(median(beside))} beside a busy pool: ${short(100 * slowed)} % slower`);
  }
}
keep("bench/pool.json", theatre.machine, { results });
await theatre.close();
