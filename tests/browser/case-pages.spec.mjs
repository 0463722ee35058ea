// A page of its own for each case: what previews read of it, and that it is the page, in that case.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, watch } from "./test.mjs";
import { casesOf } from "../../scripts/cases.mjs";
import { policy } from "../../scripts/csp.mjs";
import { serve } from "../../scripts/serve.mjs";
import { Flatline } from "./flatline.page.mjs";
import { instruments } from "./instruments.mjs";

const address = "https://example.org/flatline/";

const test = base.extend({
  /** The built page as it is made for that address, served with its policy. */
  built: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "flatline-"));
      cpSync(realpathSync("dist"), folder, { recursive: true });
      execFileSync("node", ["scripts/cases.mjs", folder], { env: { ...process.env, SITE: address.slice(0, -1) } });
      const server = await serve(folder, 0, "/some/where/", { "content-security-policy": policy(folder) });
      await use({ folder, address: `http://127.0.0.1:${server.address().port}/some/where/`, cases: await casesOf(folder) });
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true });
    },
    { scope: "worker" },
  ],

  /** That page in a browser that complains of nothing. */
  opened: async ({ page, built }, use) => {
    const problems = watch(page, { address: built.address, prefix: "/", answers: [] });
    await page.addInitScript(instruments);
    await use(new Flatline(page, built.address));
    expect(problems(), "problems in the browser").toEqual([]);
  },
});

const decoded = (text) => text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");

test("each case has a card that previews read: title, sentence, picture, canonical address and oEmbed", ({ built }) => {
  expect(built.cases.length).toBeGreaterThanOrEqual(8);
  for (const { key, title, summary } of built.cases) {
    const html = readFileSync(join(built.folder, "case", key, "index.html"), "utf8");
    const meta = (name) => decoded(html.match(new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)">`))?.[1] ?? "");
    const here = `${address}case/${key}/`;
    expect(html.match(/<title>([^<]*)</)[1]).toContain("Flatline");
    expect(meta("og:title"), key).toBe(`${title}: Flatline`);
    expect(meta("description")).toBe(summary);
    expect(meta("og:description")).toBe(summary);
    expect(meta("og:image")).toBe(`${here}card.png`);
    expect(meta("og:url")).toBe(here);
    expect(html).toContain(`<link rel="canonical" href="${here}">`);
    expect(html).toContain(`<link rel="alternate" type="application/json+oembed" href="${here}oembed.json"`);
    const oembed = JSON.parse(readFileSync(join(built.folder, "case", key, "oembed.json"), "utf8"));
    expect(oembed).toMatchObject({ version: "1.0", type: "rich", title, thumbnail_url: `${here}card.png` });
    expect(oembed.html).toContain(`src="${here}"`);
    const picture = join(built.folder, "case", key, "card.png");
    expect([16, 20].map((at) => readFileSync(picture).readUInt32BE(at)), key).toEqual([1200, 630]);
    expect(statSync(picture).size, key).toBeLessThan(60_000);
  }
  const html = readFileSync(join(built.folder, "index.html"), "utf8");
  expect(html).toContain(`<meta property="og:image" content="${address}preview.png">`);
  expect(html).toContain(`<link rel="canonical" href="${address}">`);
});

test("a case's page is the page in that case, and its address stays until something is changed", async ({ built, opened, page }) => {
  const here = `${built.address}case/deep-sigmoid/`;
  await page.goto(here);
  await opened.waitForStep(20);
  await expect(opened.number("Depth")).toHaveValue("30");
  await expect(page.getByRole("combobox", { name: "Case" })).toHaveValue("deep-sigmoid");
  expect(page.url()).toBe(here);
  await opened.toggle("BatchNorm");
  await expect(page).toHaveURL(`${built.address}#depth=30&batch_norm=true`);
  // From the other address on, files are still found: trials start trainers of their own.
  await opened.toggle("BatchNorm");
  await opened.remedies();
  await page.reload();
  await opened.waitForStep(5);
  await expect(opened.number("Depth")).toHaveValue("30");
});

test("the case that is the default has its page too, and what is changed there says so", async ({ built, opened, page }) => {
  await page.goto(`${built.address}case/sigmoid/`);
  await opened.waitForStep(5);
  expect(page.url()).toBe(`${built.address}case/sigmoid/`);
  await opened.setNumber("Depth", "12");
  await expect(page).toHaveURL(`${built.address}#depth=12`);
});

test("what an address adds to a case is changed in it", async ({ built, opened, page }) => {
  await page.goto(`${built.address}case/deep-sigmoid/?width=16#learning_rate=0.01`);
  await opened.waitForStep(5);
  await expect(opened.number("Depth")).toHaveValue("30");
  await expect(opened.number("Learning rate")).toHaveValue("0.01");
  await expect(page).toHaveURL(`${built.address}#depth=30&width=16&learning_rate=0.01`);
});

test("in a sandboxed frame it opens the case, and takes a change", async ({ built, opened, page }) => {
  await page.route("**/frame.html", (route) => route.fulfill({
    contentType: "text/html",
    body: `<!doctype html><iframe sandbox="allow-scripts" width="1200" height="780" src="case/deep-sigmoid/"></iframe>`,
  }));
  await page.goto(`${built.address}frame.html`);
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("combobox", { name: "Case" })).toHaveValue("deep-sigmoid");
  const first = await frame.locator('[data-vital="step"]').textContent();
  await frame.getByRole("switch", { name: "BatchNorm", exact: true }).evaluate((control) => control.click());
  await expect(frame.getByRole("switch", { name: "BatchNorm", exact: true })).toBeChecked();
  await expect.poll(() => frame.locator('[data-vital="step"]').textContent().then(Number)).toBeGreaterThan(Number(first) + 20);
  await opened.page.waitForTimeout(500);
});

test("where no script runs, a case's page has its sentence and the picture of a run", async ({ browser, built }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${built.address}case/thousand/`);
  await expect(page.getByRole("heading", { name: "A thousand layers" })).toBeVisible();
  await expect(page.getByText("even a thousand layers learn").first()).toBeVisible();
  const picture = page.getByRole("img", { name: /^The page in this case: / });
  await expect.poll(() => picture.evaluate((image) => image.complete && image.naturalWidth)).toBe(1200);
  await context.close();
});
