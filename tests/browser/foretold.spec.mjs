// While depth or init scale is dragged, the drawn network says what theory predicts, and that it does.
import { closedSettings, test, expect } from "./test.mjs";

const drawn = (page) => page.evaluate(() => instruments.writtenIn(".stage"));

/** Drags the setting's slider to a share of its length; the pointer stays down. */
async function drag(page, setting, to) {
  const { x, y, width, height } = await page.locator(`.${setting} input[type=range]`).boundingBox();
  await page.mouse.move(x + width / 3, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * to, y + height / 2, { steps: 4 });
}

test("a drag shows the predicted network at once, and its release the one that is measured", async ({ flatline, page }) => {
  await closedSettings(page);
  await flatline.open("backend=cpu&tries=off");
  await flatline.waitForStep(30);
  const before = await flatline.stepCount();
  await drag(page, "depth", 0.45);
  await expect.poll(() => drawn(page)).toContain("predicted by mean field theory");
  const depth = await flatline.number("Depth").inputValue();
  expect(Number(depth)).toBeGreaterThan(15);
  expect(await drawn(page), "its layers").toContain(depth);
  await flatline.waitForStep(before + 20);
  expect(await drawn(page), "what trains meanwhile is not drawn over it").toContain("predicted by mean field theory");
  await page.mouse.up();
  await expect.poll(() => drawn(page)).not.toContain("predicted by mean field theory");
  await flatline.waitForStep(10);
  await expect.poll(() => drawn(page)).toContain(depth);
});

test("a drag that is given up leaves the network as it is", async ({ flatline, page }) => {
  await closedSettings(page);
  await flatline.open("backend=cpu&tries=off&init_scale=1");
  await flatline.waitForStep(30);
  await drag(page, "init_scale", 0.9);
  await expect.poll(() => drawn(page)).toContain("predicted by mean field theory");
  await page.keyboard.press("Escape");
  await expect.poll(() => drawn(page), { timeout: 2500 }).not.toContain("predicted by mean field theory");
  await page.mouse.up();
  await expect(flatline.number("Init scale")).toHaveValue("1");
});

test("with BatchNorm nothing is predicted, and where nothing is to be said nothing is", async ({ flatline, page }) => {
  await closedSettings(page);
  await flatline.open("backend=cpu&tries=off&batch_norm=true");
  await flatline.waitForStep(20);
  await drag(page, "depth", 0.45);
  await expect.poll(() => drawn(page)).toContain("BatchNorm: seen once it is built");
  await page.mouse.up();
  await page.goto("about:blank");
  await flatline.open("backend=cpu&tries=off&verdict=off");
  await flatline.waitForStep(20);
  await drag(page, "depth", 0.45);
  await flatline.waitForSteps(10);
  expect(await drawn(page)).not.toContain("predicted by mean field theory");
  await page.mouse.up();
});
