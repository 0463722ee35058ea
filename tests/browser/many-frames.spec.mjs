// Twenty pages in frames of one document: those that are seen train, the others stand still until they are.
import { test, expect } from "./test.mjs";

test("of twenty frames each trains while it is seen, and stands still while it is not", async ({ page, site }) => {
  test.setTimeout(240_000);
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  // A page of the same origin that runs nothing itself, and has no icon.
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await page.goto(`${site.address}trainer.js`);
  await page.evaluate((address) => {
    document.body.innerHTML = "";
    for (let number = 0; number < 20; number++) {
      const frame = document.createElement("iframe");
      frame.src = `${address}#depth=2&width=8&points=50&seed=${number}`;
      frame.style = "display: block; width: 600px; height: 380px";
      document.body.append(frame);
    }
  }, site.address);
  const frames = page.frames().slice(1);
  expect(frames.length).toBe(20);
  const step = (frame) => frame.evaluate(() => Number(document.querySelector('[data-vital="step"]')?.textContent ?? 0));
  const visible = async () => page.evaluate(() => [...document.querySelectorAll("iframe")].map((frame) => {
    const { top, bottom } = frame.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }));
  for (let top = 0; top < 20; top += 2) {
    await page.evaluate((top) => document.querySelectorAll("iframe")[top].scrollIntoView(), top);
    await expect.poll(() => step(frames[top]), { timeout: 60_000 }).toBeGreaterThan(20);
  }
  // Those that are seen now go on, and no other.
  const seen = await visible();
  expect(seen.filter(Boolean).length).toBeLessThan(5);
  const steps = () => Promise.all(frames.map(step));
  // A trainer comes to rest when it hears of it, which takes as long as the machine is busy.
  await expect(async () => {
    const before = await steps();
    await page.waitForTimeout(1500);
    const after = await steps();
    const goOn = [...seen.keys()].filter((number) => !seen[number] && after[number] !== before[number]);
    expect(goOn, "frames that are not seen and go on").toEqual([]);
  }).toPass({ timeout: 30_000 });
  const before = await steps();
  for (const [number, frame] of seen.entries()) {
    if (frame) await expect.poll(() => step(frames[number]), `frame ${number} is seen`).toBeGreaterThan(before[number]);
  }
  const after = await steps();
  for (const [number, frame] of seen.entries()) {
    if (!frame) expect(after[number], `frame ${number} is not`).toBe(before[number]);
  }
  expect(before.filter((step) => step > 0).length, "they have trained when they were").toBeGreaterThanOrEqual(10);
  expect(problems).toEqual([]);
});
