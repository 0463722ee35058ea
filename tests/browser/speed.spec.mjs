// How fast it trains: so that one can follow, or as fast as it can.
import { test, expect } from "./test.mjs";

/** Steps a second, by the page's own clock, while that many are trained. */
function speed(page, steps) {
  return page.evaluate(async (steps) => {
    const step = () => instruments.vital("step");
    const [begun, first] = [performance.now(), step()];
    while (step() < first + steps) await new Promise(requestAnimationFrame);
    return (step() - first) / ((performance.now() - begun) / 1000);
  }, steps);
}

test("a speed that is asked for is not exceeded, and full speed is faster", async ({ flatline, page }) => {
  await flatline.open("depth=2&width=8");
  await flatline.waitForStep(10);
  await flatline.choose("Speed", "10 / s");
  // What was under way when it was chosen is over some time.
  await expect.poll(() => speed(page, 20)).toBeLessThan(15);
  expect(await speed(page, 30)).toBeLessThan(15);
  await flatline.choose("Speed", "full speed");
  await expect.poll(() => speed(page, 100)).toBeGreaterThan(50);
  // The choice is kept.
  await page.reload();
  await expect(flatline.choice("Speed")).toHaveValue("full");
});

test("a slow network still obeys", async ({ flatline }) => {
  await flatline.open();
  await flatline.waitForStep(10);
  await flatline.choose("Speed", "10 / s");
  await flatline.pause();
  await expect(flatline.vital("state")).toHaveText("paused");
  await flatline.step();
  await expect(flatline.vital("state")).toHaveText("paused");
});
