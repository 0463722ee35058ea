// How fast it trains: so that one can follow, or as fast as it can.
import { test, expect } from "./test.mjs";

/** Steps a second over so many milliseconds. */
async function speed(flatline, page, milliseconds) {
  const [begin, first] = [Date.now(), await flatline.stepCount()];
  await page.waitForTimeout(milliseconds);
  return ((await flatline.stepCount()) - first) / ((Date.now() - begin) / 1000);
}

test("a speed that is asked for is not exceeded, and full speed is faster", async ({ flatline, page }) => {
  await flatline.open("depth=2&width=8");
  await flatline.waitForStep(10);
  await flatline.choose("Speed", "10 / s");
  await page.waitForTimeout(500);
  const slow = await speed(flatline, page, 3000);
  expect(slow).toBeGreaterThan(5);
  expect(slow).toBeLessThan(15);
  await flatline.choose("Speed", "full speed");
  await page.waitForTimeout(500);
  expect(await speed(flatline, page, 2000)).toBeGreaterThan(5 * slow);
  // The choice is kept.
  await page.reload();
  await expect(flatline.choice("Speed")).toHaveValue("full");
});

test("a slow network still obeys at once", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(10);
  await flatline.choose("Speed", "10 / s");
  const reaction = await flatline.reaction(flatline.button("Pause"), flatline.vital("state"));
  expect(reaction).toBeLessThan(1000);
  await expect(flatline.vital("state")).toHaveText("paused");
});
