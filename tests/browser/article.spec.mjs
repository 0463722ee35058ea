// The article that the built folder holds: its figures train, its links train what it tells of, and its numbers are so.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test, expect } from "./test.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'";

/** Opens the article under a policy that allows nothing inline and nothing from elsewhere. */
async function open(page, site) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.route(`${site.address}article/`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
  });
  const answer = await page.goto(`${site.address}article/`);
  expect(answer.headers()["content-security-policy"]).toBe(policy);
  await page.evaluate(() => {
    window.last = {};
    for (const demo of document.querySelectorAll("flatline-demo")) {
      demo.addEventListener("step", ({ detail }) => (last[demo.id] = detail));
    }
  });
}

const frame = (page, figure) => page.frameLocator(`#figure-${figure} iframe`);

/** The step that a figure was at last. */
const step = (page, figure) => page.evaluate((figure) => last[`figure-${figure}`]?.step ?? 0, figure);

const trained = (page, figure, steps) =>
  expect.poll(() => step(page, figure), { timeout: 60_000 }).toBeGreaterThanOrEqual(steps);

/** That a figure trains no further: one step may be under way. */
async function standsStill(page, ...figures) {
  await page.waitForTimeout(500);
  const steps = () => Promise.all(figures.map((figure) => step(page, figure)));
  const before = await steps();
  await page.waitForTimeout(1000);
  expect(await steps(), `figures ${figures}`).toEqual(before);
}

const show = (page, figure) => page.evaluate((figure) => document.getElementById(`figure-${figure}`).scrollIntoView({ block: "center" }), figure);

/** Follows the link of that name, and waits until its network is at rest at that step. */
async function follow(page, figure, link, stop) {
  // The same network, as fast as it trains.
  await link.evaluate((link) => (link.hash += "&speed=full"));
  await page.evaluate((figure) => delete last[`figure-${figure}`], figure);
  await link.click();
  await expect(link).toHaveAttribute("aria-current", "true");
  await expect.poll(() => step(page, figure), { timeout: 60_000 }).toBe(stop);
}

test("the figures train, one at a time, and none out of view", async ({ flatline, page, site }) => {
  test.setTimeout(120_000);
  await open(page, site);
  await show(page, 1);
  await trained(page, 1, 20);
  await expect(frame(page, 1).getByRole("region", { name: "Verdict", exact: true })).toContainText("Vanishing");
  await show(page, 2);
  await expect(frame(page, 2).getByRole("region", { name: "Verdict", exact: true })).toContainText("Diverged");
  await show(page, 3);
  await trained(page, 3, 20);
  await standsStill(page, 1, 2);
  await show(page, 4);
  await expect(page.locator("#figure-4 iframe")).toHaveCount(0);
  await standsStill(page, 1, 2, 3);
  await page.locator("#figure-4").getByRole("button", { name: "Run it" }).click();
  await trained(page, 4, 5);
  await standsStill(page, 1, 2, 3);
  await page.evaluate(() => scrollTo(0, 0));
  await standsStill(page, 2, 3, 4);
});

test("the article's links train what it tells of", async ({ flatline, page, site }) => {
  test.setTimeout(120_000);
  await open(page, site);
  const link = (name) => page.getByRole("link", { name });
  await follow(page, 1, link("thirty layers").first(), 200);

  const sum = async (name, stop, verdict, said) => {
    await follow(page, 2, link(name), stop);
    await expect(frame(page, 2).getByRole("button", { name: "Restart" })).toBeVisible();
    const check = frame(page, 2).getByRole("button", { name: "Update sum" });
    if ((await check.getAttribute("aria-expanded")) !== "true") await check.click();
    await expect(frame(page, 2).locator(".drawer")).toContainText(`The check's verdict${verdict}`);
    await expect(frame(page, 2).locator(".drawer")).toContainText(said);
  };
  await sum("A healthy network, called vanishing.", 40, "vanishing", "a signed sum cancels");
  await sum("A dead network, called fine.", 50, "fine", "What moves layer 1 is the regularisation.");
  await sum("Adam at 0.01", 5, "fine", "Adam divides each gradient by its own size");
  await sum("An explosion, called fine.", 1, "fine", "layer 1 moves by 21.9 of its size a step");

  // Nothing but Run it begins the last one, and a link of its caption.
  await show(page, 4);
  await follow(page, 4, page.locator("figcaption").getByRole("link", { name: "BatchNorm" }), 60);
  await expect(frame(page, 4).getByRole("region", { name: "Verdict", exact: true })).toContainText("diverged at step 61");
  await expect(frame(page, 4).getByRole("switch", { name: "BatchNorm" })).not.toBeChecked();
  await follow(page, 4, page.locator("figcaption").getByRole("link", { name: "ResNet" }), 61);
  await expect(frame(page, 4).getByRole("region", { name: "Verdict", exact: true })).toContainText("diverged at step 62");
});

test("each remedy does what the article's table says", async ({ flatline, page, site }) => {
  test.setTimeout(240_000);
  await open(page, site);
  await show(page, 3);
  await trained(page, 3, 1);
  const links = page.locator("table a");
  expect(await links.count()).toBe(17);
  for (const link of await links.all()) {
    const said = await link.textContent();
    const network = await link.getAttribute("href");
    await follow(page, 3, link, said === "NaN" ? 3 : 500);
    const loss = await page.evaluate(() => last["figure-3"].loss);
    if (said === "NaN") {
      await expect(frame(page, 3).getByRole("region", { name: "Verdict", exact: true }), network).toContainText("diverged at step 4");
    } else {
      // The table has means over fifty steps, and this is one batch.
      expect(loss, network).toBeGreaterThan(Number(said) / 4);
      expect(loss, network).toBeLessThan(Number(said) * 4);
    }
    const switches = { BatchNorm: /batch_norm=true/, ResNet: /residual=true/, ReLU: /activation=relu/, Clipping: /clip=norm/ };
    for (const [name, entry] of Object.entries(switches)) {
      await expect(frame(page, 3).getByRole("switch", { name }), `${name}, ${network}`).toBeChecked({ checked: entry.test(network) });
    }
  }
});

test("it is an article of 800 to 1000 words that fits a phone", async ({ flatline, page, site }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await open(page, site);
  const words = await page.evaluate(() => {
    const text = document.querySelector("article").cloneNode(true);
    for (const other of text.querySelectorAll("pre, flatline-demo")) other.remove();
    return text.textContent.split(/\s+/).filter((word) => /\w/.test(word)).length;
  });
  expect(words).toBeGreaterThan(800);
  expect(words).toBeLessThan(1000);
  await expect(page.locator("flatline-demo")).toHaveCount(4);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, "nothing reaches out of the window").toBe(0);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing in the article, ${colorScheme}`, async ({ flatline, page, site }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, site);
    await trained(page, 1, 3);
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      // What is in the frames is the page's own.
      const { violations } = await window.axe.run(document, { resultTypes: ["violations"], iframes: false });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`);
    });
    expect(found).toEqual([]);
  });
}

test("without scripts it is text, links and pictures", async ({ browser, site }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${site.address}article/`);
  for (const [index, picture] of (await page.locator("flatline-demo img").all()).entries()) {
    await picture.scrollIntoViewIfNeeded();
    await expect(picture, `figure ${index + 1}`).toHaveJSProperty("complete", true);
    expect(await picture.evaluate((picture) => picture.naturalWidth)).toBe(960);
  }
  const addresses = await page.locator("article a").evaluateAll((links) => links.map(({ href }) => href));
  expect(addresses.length).toBeGreaterThan(30);
  for (const address of addresses) expect(address.startsWith(site.address), address).toBe(true);
  await context.close();
});
