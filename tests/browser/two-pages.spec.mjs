// Several pages in one document: the one that the document is, and two that are embedded in it.
import { test, expect } from "./test.mjs";

/** Opens the page and embeds two more in its document; gives what finds things in each of the three. */
async function embed(flatline, page, ...permalinks) {
  await flatline.open();
  await flatline.waitForStep(1);
  await page.evaluate((permalinks) => {
    for (const permalink of permalinks) {
      const root = document.createElement("div");
      root.className = "host";
      document.body.append(root);
      wasmBindings.embed(root, permalink);
    }
  }, permalinks);
  const hosts = permalinks.map((_, index) => page.locator(".host").nth(index));
  return [page.locator("body > .page"), ...hosts];
}

const vital = (root, name) => root.locator(`[data-vital="${name}"]`);
const number = (root, label) => root.getByRole("spinbutton", { name: label, exact: true });

/** Waits until a page has trained that many steps. */
async function trained(root, steps) {
  await expect.poll(async () => Number(await vital(root, "step").innerText())).toBeGreaterThanOrEqual(steps);
}

test("pages in one document share neither ids nor radios, and all train what their link says", async ({ flatline, page }) => {
  const [own, left, right] = await embed(flatline, page, "depth=3&activation=tanh", "depth=4&width=8");
  for (const root of [own, left, right]) await trained(root, 30);
  await expect(number(own, "Depth")).toHaveValue("10");
  await expect(number(left, "Depth")).toHaveValue("3");
  await right.getByRole("button", { name: "More settings" }).click();
  await expect(number(right, "Width")).toHaveValue("8");

  const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id));
  expect(ids.length).toBeGreaterThan(60);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index), "ids that two elements have").toEqual([]);

  await left.getByRole("radiogroup", { name: "Axis of the loss" }).getByRole("radio", { name: "log" }).check();
  await expect(left.getByRole("radio", { name: "log" })).toBeChecked();
  for (const root of [own, right]) await expect(root.getByRole("radio", { name: "linear" })).toBeChecked();
  for (const root of [own, left, right]) await expect(root.getByRole("radio", { name: "CPU" })).toBeChecked();
});

test("an embedded page leaves address, storage and theme of its document alone", async ({ flatline, page }) => {
  const [own, host] = await embed(flatline, page, "seed=5");
  const around = () =>
    page.evaluate(() => {
      const { hash, search } = location;
      return { hash, search, stored: { ...localStorage }, theme: document.documentElement.dataset.theme };
    });
  const before = await around();

  await number(host, "Depth").fill("6");
  await number(host, "Depth").press("Enter");
  await host.getByRole("combobox", { name: "Speed" }).selectOption({ label: "50 / s" });
  await host.getByRole("button", { name: /^More/ }).click();
  const paper = (root) =>
    root.getByRole("heading", { level: 1 }).evaluate((title) => getComputedStyle(title).getPropertyValue("--paper"));
  const light = await paper(own);
  // From the system's to light to dark.
  for (const next of ["Light", "Dark"]) {
    await host.getByRole("button", { name: /^Theme: / }).click();
    await expect(host.getByRole("button", { name: `Theme: ${next}` })).toBeVisible();
  }
  await expect(host).toHaveAttribute("data-theme", "dark");
  await expect.poll(() => paper(host)).not.toBe(light);
  expect(await paper(own)).toBe(light);
  await trained(host, 20);
  expect(await around()).toEqual(before);
  await expect(number(own, "Seed")).toHaveValue("0");
});

test("keys reach the page that has the focus, and no other", async ({ flatline, page }) => {
  const [own, left, right] = await embed(flatline, page, "depth=2", "depth=2");
  for (const root of [own, left, right]) await trained(root, 5);
  const states = async (...expected) => {
    for (const [index, root] of [own, left, right].entries()) await expect(vital(root, "state")).toHaveText(expected[index]);
  };
  await left.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Space");
  await states("running", "paused", "running");
  await right.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("?");
  await expect(right.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await expect(page.getByRole("dialog", { name: "Keys" })).toHaveCount(1);
  await page.keyboard.press("Escape");
  await own.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Space");
  await states("paused", "paused", "running");
});
