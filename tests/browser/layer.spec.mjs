// One layer looked at closely: its values on its activation's curve.
import { test, expect } from "./test.mjs";

const chart = "Histograms of what goes into the layer's activation and what comes out";

test("a layer that is clicked shows its values, and BatchNorm moves them", async ({ flatline, page }) => {
  await flatline.open("activation=tanh&init_scale=6");
  await flatline.waitForStep(20);
  await flatline.openDrawer("Layer by layer");
  const gradients = page.getByRole("img", { name: "Chart of the gradient's size by layer" });
  const { width, height } = await gradients.boundingBox();
  // The third of eleven rows.
  await gradients.click({ position: { x: width / 2, y: (height - 22) * (2.5 / 11) + 4 } });
  await expect(flatline.number("Layer")).toHaveValue("3");
  await expect.poll(() => flatline.writtenOn(chart)).toContain("going into the activation");
  const view = page.getByRole("region", { name: "Layer", exact: true });
  const flat = async () => Number((await view.innerText()).match(/(\d+) %/)?.[1]);
  await expect.poll(flat).toBeGreaterThan(40);
  await expect.poll(() => flatline.writtenOn(chart)).toContain("saturated");

  await flatline.toggle("BatchNorm");
  await expect.poll(() => flatline.writtenOn(chart)).toContain("before (grey) and after BatchNorm");
  await expect.poll(flat).toBeLessThan(20);
});

test("a layer is chosen by the keyboard, too, and what the network has learned stays in sight", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(20);
  await flatline.openDrawer("Layer by layer");
  await flatline.setNumber("Layer", "7");
  await expect.poll(() => flatline.writtenOn(chart)).toContain("coming out");
  await flatline.button("Layer by layer").click();
  await expect(page.getByRole("img", { name: chart })).toHaveCount(0);
  await expect(page.getByRole("img", { name: "What it has learned" })).toBeVisible();
});

test("a column of the network under the pointer is read beside it, and a click keeps it", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(20);
  const network = page.locator(".network .stage");
  const { width, height } = await network.boundingBox();
  // The third of eleven columns, behind where the signal comes from the data.
  await network.click({ position: { x: width * 0.28, y: height / 2 } });
  await page.mouse.move(5, 5);
  const read = page.locator(".layer-readout");
  await expect(read).toContainText("Layer 3 of 10");
  await expect(read).toContainText(/gradient .+ \u00d7 layer 10/);
  await network.focus();
  await page.keyboard.press("ArrowRight");
  await expect(read).toContainText("Layer 4 of 10");
});

test("how often layers are measured can be changed, and is said", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.openDrawer("Layer by layer");
  await expect(page.getByText("size, every 5 steps")).toBeVisible();
  await flatline.choose("Measure layers every", "20 steps");
  await expect(page.getByText("size, every 20 steps")).toBeVisible();
  await flatline.waitForSteps(40);
});

test("what the network says of a point, or of a digit, is read under the pointer", async ({ flatline, page }) => {
  await flatline.open("activation=relu");
  await flatline.waitForLossBelow(0.2);
  const boundary = page.getByRole("img", { name: "What it has learned" });
  await boundary.hover();
  const said = async () => (await flatline.writtenOn("What it has learned")).join();
  await expect.poll(said).toMatch(/\(.+, .+\): class 1 at [\d.]+ %/);

  await flatline.choose("Data", "Digits");
  const digits = page.getByRole("img", { name: "What it reads" });
  await expect(digits).toBeVisible();
  const { width, height } = await digits.boundingBox();
  await digits.hover({ position: { x: width / 2, y: height * 0.7 } });
  await expect.poll(async () => (await flatline.writtenOn("What it reads")).join()).toMatch(/\d read as \d: \d+ of \d+/);
  await digits.hover({ position: { x: 20, y: 15 } });
  await expect.poll(async () => (await flatline.writtenOn("What it reads")).join()).toMatch(/\d read as \d, [\d.]+ %/);
});

test("the table of all numbers is of the network that is shown", async ({ flatline, page }) => {
  await flatline.open("depth=4&tries=off");
  await flatline.waitForStep(20);
  // It is seen once the keyboard is on it.
  await page.locator(".stage-numbers summary").press("Enter");
  const rows = page.locator(".stage-numbers tbody tr");
  const names = () => rows.getByRole("rowheader").allTextContents();
  await expect.poll(names).toEqual(["1", "2", "3", "4", "head"]);
  await expect(rows.nth(3).getByRole("cell").first(), "of its own gradient").toHaveText("1");
  // Once a second while it trains, and at once where the layers are others.
  await flatline.setNumber("Depth", "6");
  await flatline.waitForStep(1);
  await expect.poll(names, { timeout: 1500 }).toEqual(["1", "2", "3", "4", "5", "6", "head"]);
  await expect(rows.nth(5).getByRole("cell").first()).toHaveText("1");
});

test("the words on a layer's histogram lie apart from each other, and all are there", async ({ flatline, page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  for (const [link, words] of [
    ["init_scale=3", ["Sigmoid", "saturated"]],
    ["init_scale=6&activation=tanh", ["Tanh", "saturated"]],
    ["activation=relu", ["ReLU"]],
    ["init_scale=3&activation=tanh&batch_norm=true", ["Tanh"]],
  ]) {
    await flatline.open(`${link}&tries=off`);
    await flatline.waitForStep(5);
    await flatline.openDrawer("Layer by layer");
    for (const word of words) await expect.poll(() => flatline.writtenOn(chart), link).toContain(word);
    await page.getByRole("img", { name: chart }).scrollIntoViewIfNeeded();
    const wrong = await page.evaluate(() => instruments.collisions());
    expect(wrong.filter((what) => words.some((word) => what.includes(`"${word}"`))), link).toEqual([]);
  }
});
