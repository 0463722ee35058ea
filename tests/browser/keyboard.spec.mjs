// Everything without a pointer.
import { controls } from "./flatline.page.mjs";
import { test, expect } from "./test.mjs";

test("space pauses and runs", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(3);
  await page.keyboard.press("Space");
  await expect(flatline.vital("state")).toHaveText("paused");
  await expect(flatline.button("Run")).toBeVisible();
  const step = await flatline.stepCount();
  await page.keyboard.press("Space");
  await expect(flatline.vital("state")).toHaveText("running");
  await flatline.waitForStep(step + 3);
});

test("the right arrow trains one step and pauses", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(3);
  await flatline.pause();
  for (let presses = 0; presses < 3; presses += 1) {
    const step = await flatline.stepCount();
    await page.keyboard.press("ArrowRight");
    await expect(flatline.vital("step")).toHaveText(String(step + 1));
  }
  await expect(flatline.vital("state")).toHaveText("paused");
});

test("R builds the network anew", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(20);
  await flatline.pause();
  expect(await flatline.stepCount()).toBeGreaterThanOrEqual(20);
  await page.keyboard.press("r");
  await expect(flatline.vital("step")).toHaveText("0");
  await expect(flatline.vital("state"), "a network that was paused stays so").toHaveText("paused");
});

test("a question mark lists the keys, and Escape closes the list", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(3);
  await expect(flatline.keys()).toBeHidden();
  await page.keyboard.press("?");
  await expect(flatline.keys()).toBeVisible();
  for (const key of ["Space", "→", "R"]) await expect(flatline.keys().getByText(key, { exact: true })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(flatline.keys()).toBeHidden();
  await page.keyboard.press("?");
  await expect(flatline.keys(), "a second time as well").toBeVisible();
  await flatline.button("Close").click();
  await expect(flatline.keys()).toBeHidden();
});

test("Escape closes the drawer, and its button has the focus again", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(3);
  for (const tab of ["What helps", "Layer by layer", "Update sum", "Case"]) {
    const button = page.locator(".drawer-tabs").getByRole("button", { name: tab, exact: true });
    await button.focus();
    await page.keyboard.press("Enter");
    await expect(button).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    await expect(button).toHaveAttribute("aria-expanded", "false");
    await expect(button).toBeFocused();
  }
  await expect(page.locator(".layer-readout"), "no layer stays chosen").toHaveText("");
});

test("what is typed into a field is not a command", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(20);
  const [steps, states] = [await flatline.followSteps(), await flatline.follow("state")];
  await flatline.number("Seed").focus();
  await page.keyboard.press("End");
  await page.keyboard.type(" r?");
  await page.keyboard.press("ArrowRight");
  await expect(flatline.number("Seed")).toHaveValue("0 r?");
  await expect(flatline.keys()).toBeHidden();
  await page.keyboard.press("Escape");
  await flatline.waitForSteps(20);
  expect((await steps()).at(-1)).toBeGreaterThan(40);
  expect(await states()).toEqual(["running"]);
});

test("the space bar presses the button that has the focus, once", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(3);
  await flatline.button("Pause").focus();
  await page.keyboard.press("Space");
  await expect(flatline.vital("state")).toHaveText("paused");
  await flatline.settled();
  const states = await flatline.follow("state");
  const step = await flatline.stepCount();
  await flatline.button("Step").focus();
  await page.keyboard.press("Space");
  await expect(flatline.vital("step")).toHaveText(String(step + 1));
  expect(await states()).toEqual(["paused"]);
});

test("arrows change the number that has the focus", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.number("Depth").focus();
  await page.keyboard.press("ArrowUp");
  await expect(flatline.number("Depth")).toHaveValue("11");
  await page.keyboard.press("PageUp");
  await expect(flatline.number("Depth")).toHaveValue("100");
  await page.keyboard.press("ArrowDown");
  await expect(flatline.number("Depth")).toHaveValue("99");
  await expect.poll(() => flatline.fragment()).toBe("depth=99");
});

test("every control is named by its visible label and can be reached by Tab", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(3);
  // Round the whole page, once: the focus leaves it after the last control.
  let reached = 0;
  for (; reached < 100; reached += 1) {
    await page.keyboard.press("Tab");
    const onPage = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body || element.dataset.reached) return false;
      element.dataset.reached = "yes";
      return true;
    });
    if (!onPage) break;
  }
  expect(reached).toBeGreaterThanOrEqual(controls.length);
  expect(reached, "the focus is caught nowhere").toBeLessThan(100);
  for (const [role, label] of controls) {
    const control = flatline.control(role, label);
    await expect(control, label).toHaveCount(1);
    await expect(control, `${label} by Tab`).toHaveAttribute("data-reached", "yes");
    await expect(page.getByText(label, { exact: true }).filter({ visible: true }).first(), label).toBeVisible();
  }
  await flatline.pause();
  await expect(flatline.button("Run"), "the other name of the same button").toHaveAttribute("data-reached", "yes");
});

test("a switch can be turned by the space bar", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(3);
  await flatline.switch("ResNet").focus();
  await page.keyboard.press("Space");
  await expect(flatline.switch("ResNet")).toBeChecked();
  await expect(flatline.vital("state"), "and does nothing else").toHaveText("running");
});

test("digits turn the switches, D opens what is behind, brackets walk the layers, and all of them can be let be", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(6);
  await page.keyboard.press("1");
  await expect(flatline.switch("BatchNorm")).toBeChecked();
  await page.keyboard.press("1");
  await expect(flatline.switch("BatchNorm")).not.toBeChecked();
  await page.keyboard.press("]");
  await page.keyboard.press("]");
  await expect(page.locator(".layer-readout")).toContainText("Layer 2 of 10");
  await page.keyboard.press("d");
  await expect(flatline.button("Layer by layer")).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: "Letters and digits are keys" }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("3");
  await page.keyboard.press("d");
  await expect(flatline.switch("ResNet")).not.toBeChecked();
  await expect(flatline.button("Layer by layer")).toHaveAttribute("aria-expanded", "true");
});

test("a button that its press takes away leaves the focus to what stands in its place", async ({ flatline, page }) => {
  await flatline.open("depth=3&width=8&tries=off&seed=3");
  await flatline.waitForStep(3);
  const focused = () => page.evaluate(() => {
    const { activeElement: element } = document;
    return element === document.body ? "nobody" : (element.closest("label") ?? element).textContent.trim();
  });
  const press = async (name) => {
    await flatline.button(name).focus();
    await page.keyboard.press("Enter");
    await expect(flatline.button(name)).toHaveCount(0);
  };
  await press("Compare");
  await expect.poll(focused).toMatch(/^B/);
  await press("Keep only B");
  await expect.poll(focused).toBe("Compare");
  // Nobody's is left so.
  await page.evaluate(() => document.activeElement.blur());
  await page.evaluate(() => document.querySelector(".compared-runs button").click());
  await flatline.waitForSteps(20);
  expect(await focused()).toBe("nobody");
});

test("of several notices the focus goes from one that is dismissed to the next", async ({ flatline, page }) => {
  await flatline.open("depth=0&seed=3");
  await flatline.editAddress("width=0&seed=4");
  await expect(page.getByRole("button", { name: "Dismiss" })).not.toHaveCount(0);
  const before = await page.getByRole("button", { name: "Dismiss" }).count();
  await page.getByRole("button", { name: "Dismiss" }).first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Dismiss" })).toHaveCount(before - 1);
  await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(false);
});

test("a remedy that is taken does not leave the focus to nobody", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.button("What helps").click();
  const remedy = page.locator("button.remedy:enabled").first();
  await expect(remedy).toBeVisible({ timeout: 60_000 });
  await remedy.focus();
  await page.keyboard.press("Enter");
  await expect(flatline.verdict()).toContainText(/Learn(ed|ing)/);
  await expect.poll(() => page.evaluate(() => document.activeElement.tagName)).not.toBe("BODY");
});
