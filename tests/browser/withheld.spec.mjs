// Links whose author hides or locks controls, or leaves parts out: it is said, and can be had back.
import { test, expect } from "./test.mjs";

test("what is hidden and what is locked is said, and shown and unlocked at a click", async ({ flatline, page }) => {
  await flatline.open("hide=learning_rate,seed&lock=depth,batch_norm&tries=off");
  await flatline.waitForStep(5);
  await expect(page.getByText("2 controls hidden and 2 locked by the author.")).toBeVisible();
  await expect(flatline.number("Learning rate")).toHaveCount(0);
  await expect(flatline.number("Depth")).toBeDisabled();
  await expect(flatline.switch("BatchNorm")).toBeDisabled();
  await expect(flatline.switch("ResNet")).toBeEnabled();
  // Nor by a key.
  await page.keyboard.press("1");
  await expect(flatline.notice("BatchNorm is locked by the author of this view.")).toBeVisible();
  await expect(flatline.switch("BatchNorm")).not.toBeChecked();
  await flatline.button("Show all").click();
  await expect(flatline.number("Learning rate")).toBeVisible();
  await expect(flatline.number("Depth")).toBeEnabled();
  await flatline.toggle("BatchNorm");
  await expect.poll(() => flatline.fragment(), "the address says what is so now").toBe("batch_norm=true&tries=off");
});

test("with few controls there are the switches, two sliders and the way to all", async ({ flatline, page }) => {
  await flatline.open("controls=few&tries=off");
  await flatline.waitForStep(5);
  for (const name of ["BatchNorm", "ReLU", "ResNet", "Clipping"]) await expect(flatline.switch(name)).toBeVisible();
  await expect(flatline.number("Depth")).toBeVisible();
  await expect(flatline.number("Init scale")).toBeVisible();
  for (const name of ["More settings", "Compare"]) await expect(flatline.button(name)).toHaveCount(0);
  await expect(flatline.number("Learning rate")).toHaveCount(0);
  await flatline.button("Show all").click();
  await expect(flatline.number("Learning rate")).toBeVisible();
});

test("what is withheld is said on the first screen of a small frame", async ({ flatline, page }) => {
  await page.setViewportSize({ width: 600, height: 400 });
  for (const [link, short] of [["controls=few", /^\d+ hidden$/], ["controls=few&lock=depth", /^\d+ withheld$/], ["controls=none", /^\d+ hidden$/]]) {
    await flatline.open(`${link}&tries=off`);
    await flatline.waitForStep(5);
    await expect(page.getByText(short), link).toBeInViewport({ ratio: 1 });
    await expect(flatline.button("Show all"), link).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate(() => instruments.collisions()), link).toEqual([]);
    if (link.includes("few")) {
      const [value, said] = [await flatline.number("Init scale").boundingBox(), await page.getByText(short).boundingBox()];
      expect(said.x, "beside the sliders").toBeGreaterThan(value.x + value.width);
    }
  }
  await flatline.button("Show all").click();
  await expect(flatline.number("Learning rate")).toBeAttached();
});

test("of a page without parts the network and the verdict stay", async ({ flatline, page }) => {
  await flatline.open("panels=loss&tries=off");
  await flatline.waitForStep(5);
  await expect(flatline.verdict()).toBeVisible();
  await expect(page.getByRole("slider", { name: "Rewind" })).toBeVisible();
  await expect(flatline.switch("ResNet")).toHaveCount(0);
  await expect(flatline.choice("Data")).toHaveCount(0);
  await expect(page.getByText(/controls hidden by the author/)).toBeVisible();
});

test("a run that waits for a click stands still until then, and one that never begins has no button", async ({ flatline, page }) => {
  await flatline.open("start=click");
  await expect(flatline.button("Run")).toBeVisible();
  await flatline.settled();
  await page.waitForTimeout(500);
  await expect(flatline.vital("step")).toHaveText("0");
  await flatline.run();
  await flatline.waitForStep(5);
  await page.goto("about:blank");
  await flatline.open("start=never");
  await expect(flatline.verdict()).toBeVisible();
  await flatline.settled();
  await expect(flatline.button("Run")).toHaveCount(0);
  await page.keyboard.press("Space");
  await page.waitForTimeout(500);
  await expect(flatline.vital("step")).toHaveText("0");
});

test("a query is read as a fragment is, and becomes one; what others put there stays", async ({ flatline, page, site }) => {
  await page.goto(`${site.address}?depth=7&utm_source=mail&theme=dark#width=9`);
  await flatline.waitForStep(3);
  await expect(flatline.number("Depth")).toHaveValue("7");
  await expect(flatline.number("Width")).toHaveValue("9");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(page.url()).toBe(`${site.address}?utm_source=mail#depth=7&width=9&theme=dark`);
  await expect(page.getByText("Ignored in the address")).toHaveCount(0);
});
