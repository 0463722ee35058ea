// Trainers on idle cores, for work beside what the visitor sees.
import { restarts } from "./flatline.page.mjs";
import { test, expect } from "./test.mjs";

/** Gives the pool jobs, each a fragment and its steps; `window.jobs` is what has been heard of them. */
function enqueue(page, jobs) {
  return page.evaluate((jobs) => {
    window.pool ??= new wasmBindings.JobPool();
    window.jobs ??= [];
    for (const [fragment, steps] of jobs) {
      const heard = { progress: [], ends: [] };
      window.jobs.push(heard);
      heard.id = window.pool.enqueue(fragment, steps, (kind, first, second) => {
        if (kind === "progress") heard.progress.push([first, second]);
        else heard.ends.push(kind);
        if (kind === "done") heard.losses = [...first];
      });
    }
  }, jobs);
}

const heard = (page) => page.evaluate(() => window.jobs);
const ends = async (page) => (await heard(page)).map(({ ends }) => ends.join());

test("eight jobs are done, equal ones with equal losses, while the visitor's own network goes on", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(20);
  const steps = await flatline.followSteps();
  // A story, too: its change takes effect at its step.
  const kinds = ["depth=4&activation=tanh&seed=3", "depth=4&activation=tanh&seed=4", "depth=4&changes=20:activation=relu", "depth=3&optimizer=adam"];
  await enqueue(page, [...kinds, ...kinds].map((fragment) => [fragment, 60]));
  await expect.poll(() => ends(page), { timeout: 60_000 }).toEqual(Array(8).fill("done"));
  const jobs = await heard(page);
  for (const { losses, progress } of jobs) {
    expect(losses.length).toBe(60);
    expect(losses.every(Number.isFinite)).toBe(true);
    for (const [done, total] of progress) expect([done <= 60, total]).toEqual([true, 60]);
  }
  for (const kind of kinds.keys()) expect(jobs[kind].losses, kinds[kind]).toEqual(jobs[kind + kinds.length].losses);
  expect(jobs[0].losses, "another seed is another network").not.toEqual(jobs[1].losses);
  await flatline.waitForSteps(20);
  expect(restarts(await steps()), "the visitor's own").toBe(0);
  await expect(flatline.number("Depth")).toHaveValue("10");
});

test("a job is cancelled while it waits and while it is under way, and the others are done", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(5);
  await flatline.pause();
  // More than any number of cores would work on at once.
  const long = Array(200).fill(["depth=20&width=64", 1_000_000]);
  await enqueue(page, [...long, ["depth=2&width=8", 30]]);
  await page.waitForFunction(() => window.jobs[0].progress.length > 2);
  expect(await page.evaluate(() => window.jobs.at(-1).progress), "it waits").toEqual([]);
  await page.evaluate(() => window.jobs.slice(0, -1).forEach(({ id }) => window.pool.cancel(id)));
  await expect.poll(() => ends(page)).toEqual([...Array(200).fill("cancelled"), "done"]);
  // A second time changes nothing.
  await page.evaluate(() => window.jobs.forEach(({ id }) => window.pool.cancel(id)));
  await enqueue(page, [["depth=2&width=8", 30]]);
  await expect.poll(async () => (await ends(page)).slice(-2)).toEqual(["done", "done"]);
});

test("the queue has an end, and says so", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(5);
  const refused = await page.evaluate(() => {
    const pool = new wasmBindings.JobPool();
    const ids = [];
    try {
      for (;;) ids.push(pool.enqueue("depth=20&width=64", 1_000_000, () => {}));
    } catch (refusal) {
      ids.forEach((id) => pool.cancel(id));
      return [ids.length, String(refusal)];
    }
  });
  expect(refused[0]).toBeGreaterThanOrEqual(256);
  expect(refused[1]).toContain("256");
});
