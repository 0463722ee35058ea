// A restart can be undone, be it asked for or what a setting takes.
import { test, expect } from "./test.mjs";

const back = (page) => page.getByRole("button", { name: /^Undo: step/ });
const figures = (page) =>
  page.evaluate(() => [...document.querySelectorAll("[data-vital]:not([data-vital=state])")].map((vital) => vital.textContent));

test("a restart is undone: weights, step and all that was measured are there again", async ({ flatline, page }) => {
  await flatline.open("depth=6&backend=cpu&tries=off");
  await flatline.waitForStep(60);
  await flatline.toggle("ResNet");
  await flatline.waitForSteps(60);
  await flatline.pause();
  const stood = await figures(page);
  const step = await flatline.stepCount();
  await expect(back(page), "there is nothing to go back to").toHaveCount(0);
  await flatline.restart();
  await expect(flatline.vital("step")).toHaveText("0");
  await expect(back(page)).toHaveAccessibleName(`Undo: step ${step}`);
  await back(page).click();
  await expect.poll(() => figures(page)).toEqual(stood);
  await expect(back(page)).toHaveCount(0);
  await expect.poll(() => flatline.writtenOn("Chart of the loss over time")).toContain("ResNet");
  // It goes on from there, as the run would have.
  await flatline.step();
  await expect(flatline.vital("step")).toHaveText(String(step + 1));
});

test("what is undone while it rests has its verdict again, and what is taken back the numbers of its step", async ({ flatline, page }) => {
  await flatline.open("activation=relu&tries=off");
  await expect(flatline.verdict()).toContainText("Learned");
  await flatline.pause();
  const sentence = page.locator(".headline .sentence");
  // A sentence stays for a second before it is another one.
  await page.waitForTimeout(1200);
  const before = await sentence.textContent();
  await flatline.restart();
  await expect(flatline.verdict()).toContainText("Measuring");
  await back(page).click();
  await expect(flatline.verdict()).toContainText("Learned");
  await expect(sentence).toHaveText(before);

  await flatline.run();
  await flatline.waitForSteps(40);
  await flatline.pause();
  const step = await flatline.stepCount();
  await page.getByRole("slider", { name: "Rewind" }).press("Shift+ArrowLeft");
  await expect.poll(() => flatline.stepCount()).toBeLessThan(step);
  await expect(sentence).toHaveText(/^Nothing is measured yet after step [\d\u202f]+\.$/);
  expect(await flatline.loss()).toBeGreaterThan(0);
  await expect(flatline.vital("accuracy")).toHaveText(/ %$/);
});

test("a setting that needs a new network is undone with it", async ({ flatline, page }) => {
  await flatline.open("backend=cpu&tries=off");
  await flatline.waitForStep(80);
  await flatline.setNumber("Depth", "7");
  await expect(back(page)).toBeVisible();
  await back(page).click();
  await expect(flatline.number("Depth")).toHaveValue("10");
  expect(await flatline.waitForStep(80).then(() => flatline.stepCount())).toBeGreaterThanOrEqual(80);
  await expect.poll(() => flatline.fragment()).toBe("backend=cpu&tries=off");
});

test("of changes that follow fast, the run that one has seen is the one to come back to", async ({ flatline, page }) => {
  await flatline.open("backend=cpu&tries=off");
  await flatline.waitForStep(120);
  // What stands between is not worth coming back to before its twentieth step.
  await page.getByRole("combobox", { name: "Speed" }).selectOption("10");
  for (const depth of ["20", "25", "30"]) await flatline.setNumber("Depth", depth);
  await back(page).click();
  await expect(flatline.number("Depth")).toHaveValue("10");
  // It goes on from there: in ten steps a second a new network would not come so far in this time.
  await expect.poll(() => flatline.stepCount(), { timeout: 5000 }).toBeGreaterThanOrEqual(120);
});

test("a reload brings the run back, by its story, and it holds or goes on as before", async ({ flatline, page }) => {
  await flatline.open("depth=6&backend=cpu&tries=off");
  await flatline.waitForStep(60);
  await flatline.toggle("ResNet");
  await flatline.waitForSteps(100);
  await flatline.pause();
  const stood = await figures(page);
  await page.reload();
  await expect.poll(() => figures(page)).toEqual(stood);
  await expect(flatline.vital("state")).toHaveText("paused");
  await expect(flatline.switch("ResNet")).toBeChecked();
  await expect(page.getByText("Your run is trained again"), "it is there").toHaveCount(0);

  await flatline.run();
  await flatline.waitForSteps(40);
  const step = await flatline.stepCount();
  await page.reload();
  await flatline.waitForStep(step + 40);
  await expect(flatline.vital("state")).toHaveText("running");
  await expect.poll(() => flatline.writtenOn("Chart of the loss over time")).toContain("ResNet");

  // Another address is another wish.
  await page.goto("about:blank");
  await flatline.open("depth=6&backend=cpu&tries=off");
  await expect(flatline.switch("ResNet")).not.toBeChecked();
});

test("an address that is edited in the moment of a reload is what the page opens", async ({ flatline, page }) => {
  await flatline.open("depth=6&tries=off");
  await flatline.waitForStep(60);
  await page.evaluate(() => {
    location.hash = "depth=6&seed=3&tries=off";
    location.reload();
  });
  await expect(flatline.number("Seed")).toHaveValue("3");
  await flatline.waitForStep(20);
  await expect(flatline.number("Seed")).toHaveValue("3");
});

test("whoever does not want the run of before a reload begins anew", async ({ flatline, page }) => {
  await flatline.open("depth=300&width=64&backend=cpu&tries=off");
  await flatline.waitForStep(25);
  await page.reload();
  await expect(flatline.notice(/^Your run is trained again, to step \d+, where it was before the reload\./)).toBeVisible();
  await flatline.button("Begin anew").click();
  await expect(page.getByText("Your run is trained again")).toHaveCount(0);
  await expect.poll(() => flatline.fragment()).toBe("depth=300&width=64&backend=cpu&tries=off");
});

test("a run from before two comparisons comes back alone, and its controls are its own", async ({ flatline, page }) => {
  await flatline.open("depth=6&tries=off");
  await flatline.waitForStep(60);
  await flatline.pause();
  const step = await flatline.stepCount();
  await flatline.setNumber("Depth", "5");
  await expect(back(page)).toHaveAccessibleName(`Undo: step ${step}`);
  await flatline.compare();
  await flatline.button("Keep only B").click();
  // Two networks of fewer steps than are kept.
  await flatline.editAddress("#depth=7&tries=off&start=click&versus=residual=true");
  await expect(flatline.button("Restart both")).toBeVisible();
  await back(page).click();
  await expect(flatline.button("Restart both")).toHaveCount(0);
  await expect(flatline.vital("step")).toHaveText(String(step));
  await expect(flatline.number("Depth")).toHaveValue("6");
  await expect.poll(() => flatline.fragment()).not.toContain("versus");
  // Other data reach this run, and no other that is not to be seen.
  await flatline.choose("Data", "Xor");
  await expect(flatline.vital("step")).toHaveText("0");
  await flatline.run();
  await flatline.waitForStep(30);
  await expect(flatline.button("Dismiss")).toHaveCount(0);
});

test("a comparison that comes back has the same run's controls", async ({ flatline, page }) => {
  await flatline.open("depth=6&tries=off");
  await flatline.waitForStep(60);
  await flatline.compare();
  await expect(flatline.button("Keep only B")).toBeVisible();
  await flatline.choose("Case", "Init too small");
  await expect(flatline.button("Keep only B")).toHaveCount(0);
  await back(page).click();
  await expect(flatline.button("Keep only B")).toBeVisible();
});

test("a case that takes the place of two compared networks is undone with both", async ({ flatline, page }) => {
  await flatline.open("depth=4&tries=off");
  await flatline.waitForStep(60);
  await flatline.compare();
  await flatline.toggle("BatchNorm");
  await flatline.waitForSteps(40);
  await flatline.pause();
  const step = await flatline.stepCount();
  const both = page.locator(".one-figures");
  // They are written less often than there are steps.
  await page.waitForTimeout(500);
  const before = await both.allTextContents();
  await flatline.choose("Case", "Deeper flatline");
  await expect(both).toHaveCount(0);
  await back(page).click();
  await expect.poll(() => flatline.stepCount()).toBe(step);
  await expect.poll(() => both.allTextContents()).toEqual(before);
  await flatline.chooseRun("B");
  await expect(flatline.switch("BatchNorm")).toBeChecked();
  await flatline.run();
  await flatline.waitForStep(step + 10);
});
