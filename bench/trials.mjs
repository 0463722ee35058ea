// How soon remedies are tried on copies, and what that costs the visitor: all within 3 s, the first at depth 1000 within 5 s, the
// visitor's own run slowed by no more than a tenth, and clicks answered within 100 ms, is asked.
// Needs dist/ (`make build`). Writes bench/trials.json.
import { loadavg } from "node:os";
import { open } from "./browser.mjs";
import { keep } from "./files.mjs";
import { median, short } from "./numbers.mjs";

const rounds = Number(process.argv[2] ?? 5);
const seconds = 3;

/** Notes in the page when what is shown of trials changes, and how fast the visitor's own run is meanwhile. */
const watch = () => {
  const times = (window.times = { first: NaN, through: NaN, verdict: NaN });
  const text = (selector) => document.querySelector(selector)?.textContent ?? "";
  window.step = () => Number(text('[data-vital="step"]'));
  const look = () => {
    const now = performance.now();
    const note = (name, is) => {
      if (Number.isNaN(times[name]) && is) times[name] = now;
    };
    const verdict = document.querySelector(".headline")?.dataset.condition ?? "measuring";
    note("verdict", !["measuring", "learning", "learned"].includes(verdict));
    note("first", document.querySelector(".tried .remedy, .did-not-help li"));
    note("through", text(".tried .status").includes("Tried at step"));
  };
  const begin = () => {
    if (!document.body) return requestAnimationFrame(begin);
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
  };
  begin();
  window.rate = async (seconds) => {
    const [begun, first] = [performance.now(), step()];
    while (performance.now() - begun < 1000 * seconds) await new Promise(requestAnimationFrame);
    return (1000 * (step() - first)) / (performance.now() - begun);
  };
  /** Milliseconds from a click, as the browser had it, to the frame that shows what it did. */
  window.reaction = () =>
    new Promise((shown) => {
      addEventListener("click", ({ timeStamp }) => {
        const before = text('[data-vital="state"]');
        const look = () => {
          if (text('[data-vital="state"]') === before) return requestAnimationFrame(look);
          requestAnimationFrame(() => shown(performance.now() - timeStamp));
        };
        look();
      }, { once: true, capture: true });
    });
};

const theatre = await open();

async function visit(fragment, speed) {
  const page = await theatre.browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript((key) => localStorage.setItem("flatline.speed", key), speed);
  await page.addInitScript(watch);
  await page.goto(`${theatre.address}dist/#${fragment}`);
  return page;
}

/** From the verdict to the first result and to the last, in seconds. */
async function trials(fragment, speed, what, timeout = 300_000) {
  const page = await visit(fragment, speed);
  await page.waitForFunction((what) => times[what] >= 0, what, { timeout });
  const { verdict, first, through } = await page.evaluate(() => times);
  const status = await page.locator(".tried .status span").textContent();
  await page.close();
  return { first: (first - verdict) / 1000, through: (through - verdict) / 1000, status };
}

/** Pauses a run while its verdict asks for remedies: one that is not ill yet, or no more when it has come to rest, goes on. */
async function pauseWhileIll(page) {
  const ask = page.locator("button.try");
  for (;;) {
    await ask.waitFor({ timeout: 300_000 });
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await page.waitForFunction(() => document.querySelector('[data-vital="state"]')?.textContent === "paused");
    // What was measured last is on its way, and a verdict holds for a while before it is given.
    await page.waitForTimeout(1000);
    if (await ask.isVisible()) return;
    await page.getByRole("button", { name: "Run", exact: true }).click();
  }
}

/** The same where the visitor's own run rests: from the click on "Try remedies". */
async function atRest(fragment) {
  const page = await visit(`tries=asked&${fragment}`, "200");
  await pauseWhileIll(page);
  const clicked = await page.evaluate(() => {
    document.querySelector("button.try").click();
    return performance.now();
  });
  await page.waitForFunction(() => times.first >= 0, null, { timeout: 60_000 });
  await page.waitForFunction(() => times.through >= 0, null, { timeout: 300_000 });
  const { first, through } = await page.evaluate(() => times);
  await page.close();
  return { first: (first - clicked) / 1000, through: (through - clicked) / 1000 };
}

// What else the machine does: a figure from a busy one says little.
const results = { load: loadavg()[0] };
const deep = "depth=1000&width=16&batch_norm=true&residual=true&activation=relu&learning_rate=100";
for (const [name, fragment] of [["flatline, at rest", "depth=10"], ["depth 1000, at rest", deep]]) {
  const all = [];
  for (let round = 0; round < Math.min(rounds, 3); round += 1) all.push(await atRest(fragment));
  results[name] = { first: median(all.map(({ first }) => first)), through: median(all.map(({ through }) => through)), all };
  console.log(`${name}: first result after ${short(results[name].first)} s, all after ${short(results[name].through)} s`);
}
for (const speed of ["200", "full"]) {
  const all = [];
  for (let round = 0; round < rounds; round += 1) all.push(await trials("", speed, "through"));
  results[`flatline, ${speed}`] = { first: median(all.map(({ first }) => first)), through: median(all.map(({ through }) => through)), all };
  console.log(`depth 10, ${speed} / s: first result ${short(results[`flatline, ${speed}`].first)} s after the verdict, all after ${short(results[`flatline, ${speed}`].through)} s; ${all[0].status}`);

  const alone = [];
  const beside = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [tries, rates] of [["off", alone], ["auto", beside]]) {
      const page = await visit(`depth=30&tries=${tries}`, speed);
      await page.waitForFunction((tries) => (tries === "off" ? times.verdict : document.querySelector('.tried[data-under-way="true"]') && 1) > 0, tries, { timeout: 60_000 });
      rates.push(await page.evaluate((seconds) => rate(seconds), seconds));
      await page.close();
    }
  }
  const slowed = 1 - median(beside.map((rate, round) => rate / alone[round]));
  results[`slowed, ${speed}`] = { alone: median(alone), beside: median(beside), slowed, rounds: { alone, beside } };
  console.log(`depth 30, ${speed} / s: ${short(median(alone))} steps a second alone, ${short(median(beside))} while copies are tried: ${short(100 * slowed)} % slower`);
}

{
  const clicks = [];
  const page = await visit("depth=30", "200");
  await page.waitForSelector('.tried[data-under-way="true"]', { timeout: 60_000, state: "attached" });
  for (let click = 0; click < 4 * rounds; click += 1) {
    const reaction = page.evaluate(() => reaction());
    await page.waitForTimeout(100);
    await page.locator(".run").click();
    clicks.push(await reaction);
  }
  await page.close();
  results.clicks = { median: median(clicks), worst: Math.max(...clicks), clicks };
  console.log(`a click while copies are tried shows after ${short(median(clicks))} ms, at worst ${short(Math.max(...clicks))} ms`);
}

{
  const all = [];
  for (let round = 0; round < Math.min(rounds, 3); round += 1) {
    all.push(await trials(deep, "200", "first"));
  }
  results.deep = { first: median(all.map(({ first }) => first)), all };
  console.log(`depth 1000: first result ${short(results.deep.first)} s after the verdict; ${all[0].status}`);
}
keep("bench/trials.json", theatre.machine, results);
await theatre.close();
