// The check of the update sum: sum(After - Before) of the first layer.
import { test, expect } from "./test.mjs";

test("the check finds the flatline, and its bounds can be moved", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(60);
  await flatline.openUpdateSum();
  await expect(flatline.vital("update-sum-verdict")).toHaveText("vanishing");
  expect(Math.abs(await page.evaluate(() => instruments.vital("update-sum")))).toBeLessThan(1e-6);
  const bound = page.getByRole("textbox", { name: "Vanishing below" });
  // Firefox takes Enter for a change only of what was typed.
  const type = (text) => bound.selectText().then(() => page.keyboard.type(text));
  await type("1e-20");
  await bound.press("Enter");
  await expect(flatline.vital("update-sum-verdict")).toHaveText("fine");
  await expect(flatline.drawer()).toContainText("The ratios disagree");
  await type("often");
  await bound.press("Enter");
  await expect(flatline.drawer()).toContainText("“often” is not a number above 0");
  await expect(flatline.vital("update-sum-verdict")).toHaveText("fine");
});

test("each step is listed with its loss, accuracy and sum", async ({ flatline }) => {
  await flatline.open();
  await flatline.openUpdateSum();
  await flatline.waitForStep(30);
  await flatline.pause();
  const last = flatline.drawer().getByRole("row").last();
  const cells = last.getByRole("cell");
  await expect(cells.nth(0)).toHaveText(await flatline.vital("step").innerText());
  await expect(cells.nth(1)).toHaveText(await flatline.vital("loss").innerText());
});

test("a copy that was left as it is shows where the check misleads", async ({ flatline, page }) => {
  // Adam divides each gradient by its size, so that the sum says that all is well.
  await flatline.open("optimizer=adam&learning_rate=0.01&depth=15");
  await expect(flatline.tried()).toContainText("Tried at step", { timeout: 60_000 });
  await flatline.openUpdateSum();
  await page.getByRole("textbox", { name: "Vanishing below" }).fill("1e-12");
  await page.keyboard.press("Enter");
  await expect(flatline.drawer()).toContainText(/The check of the update sum misleads: at .* it says fine, and a copy/);
});
