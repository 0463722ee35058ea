// "Share": a link that brings the settings, or the very run, and what an author pastes into a page of his own.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { test, expect } from "./test.mjs";

const field = (page) => page.getByRole("textbox", { name: "Link", exact: true });
const pasted = (page) => page.getByRole("textbox", { name: "What to paste" });
const selected = (page) => page.evaluate(() => {
  const { value, selectionStart, selectionEnd } = document.activeElement;
  return value.slice(selectionStart, selectionEnd);
});

/** What the network is at a step: all that is shown of it in figures. */
const figures = (flatline) =>
  flatline.page.evaluate(() => [...document.querySelectorAll("[data-vital]:not([data-vital=state])")].map((vital) => vital.textContent));

async function share(flatline, what, { holds = false } = {}) {
  await flatline.button("Share").click();
  await flatline.page.getByRole("radio", { name: what }).check();
  if (holds) await flatline.page.getByRole("checkbox", { name: /^Hold at step/ }).check();
}

test("the link of the settings is copied", async ({ flatline, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await flatline.open("depth=12");
  await flatline.button("Share").click();
  await flatline.button("Copy link").click();
  await expect(flatline.button("Copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  // It says so for a moment.
  await expect(flatline.button("Copy link")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(field(page)).toHaveCount(0);
  await expect(flatline.button("Share"), "one goes on where one was").toBeFocused();
});

const clipboards = {
  "that is denied": () => {
    // The empty page before it may have none.
    if (navigator.clipboard) navigator.clipboard.writeText = () => Promise.reject(new DOMException("denied", "NotAllowedError"));
  },
  // As on a page that came by plain HTTP.
  "that is not there": () => Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined }),
};

for (const [which, lose] of Object.entries(clipboards)) {
  test(`with a clipboard ${which}, the link is selected, and it is said how to copy it`, async ({ flatline, page }) => {
    await page.addInitScript(lose);
    await flatline.open("depth=12");
    await flatline.waitForStep(3);
    await flatline.button("Share").click();
    await flatline.button("Copy link").click();
    await expect(field(page)).toBeFocused();
    expect(await selected(page)).toBe(page.url());
    await expect(page.getByRole("status").filter({ hasText: "press Ctrl C" })).toBeVisible();
    // Keys in the field are the field's.
    const before = await flatline.stepCount();
    await page.keyboard.press("r");
    await flatline.waitForStep(before + 1);
  });
}

test("in a frame of another site, which may not copy, the link is selected", async ({ page, site }) => {
  const html = `<!doctype html><iframe width="1200" height="700" src="${site.address}#depth=12"></iframe>`;
  const other = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise((listens) => other.listen(0, "127.0.0.1", listens));
  await page.goto(`http://127.0.0.1:${other.address().port}/`);
  const frame = page.frameLocator("iframe");
  await frame.getByRole("button", { name: "Share" }).click();
  await frame.getByRole("button", { name: "Copy link" }).click();
  await expect(field(frame)).toHaveValue(`${site.address}#depth=12`);
  await expect(field(frame)).toBeFocused();
  await expect(frame.getByRole("link", { name: "Open in a tab of its own" })).toHaveAttribute("href", `${site.address}#depth=12`);
  other.closeAllConnections();
  other.close();
});

test("the link of a run replays it to the same figures, with its rewind and its changes, and holds where it stood", async ({ flatline, page }) => {
  await flatline.open("depth=6&backend=cpu&tries=off");
  await flatline.waitForStep(60);
  await flatline.toggle("BatchNorm");
  await flatline.waitForSteps(40);
  // The branch that is shown is the one that is shared.
  const before = await flatline.stepCount();
  await flatline.rewindToStart();
  await expect.poll(() => flatline.stepCount()).toBeLessThan(before);
  await flatline.waitForSteps(30);
  await flatline.toggle("ResNet");
  await flatline.waitForSteps(50);
  await flatline.pause();
  const stood = await figures(flatline);
  await share(flatline, /^This run/, { holds: true });
  const link = await field(page).inputValue();
  expect(link).toMatch(/#depth=6&changes=\d+:batch_norm=true;\d+:residual=true&backend=cpu&tries=off&stop=\d+$/);
  await page.goto("about:blank");
  await page.goto(link);
  await expect(flatline.vital("state")).toHaveText("paused");
  await flatline.settled();
  await expect.poll(() => figures(flatline)).toEqual(stood);
  expect(page.url(), "it is replayed untouched").toBe(link);
  // It holds once.
  await flatline.run();
  await flatline.waitForSteps(20);
});

test("the link of a comparison replays both runs", async ({ flatline, page }) => {
  await flatline.open("depth=6&backend=cpu&tries=off");
  await flatline.waitForStep(40);
  await flatline.compare();
  await flatline.toggle("ResNet");
  await flatline.waitForSteps(60);
  await flatline.pause();
  const stood = await figures(flatline);
  await share(flatline, /^Both runs/, { holds: true });
  const link = await field(page).inputValue();
  expect(link).toMatch(/#depth=6&versus=;\d+:residual=true&backend=cpu&tries=off&stop=\d+$/);
  await page.goto("about:blank");
  await page.goto(link);
  await expect(flatline.vital("state")).toHaveText("paused");
  await flatline.chooseRun("B");
  await expect.poll(() => figures(flatline)).toEqual(stood);
});

test("an author sees what he pastes", async ({ flatline, page, site }) => {
  await flatline.open("depth=12&tries=off");
  await flatline.waitForStep(5);
  await flatline.button("Share").click();
  await page.locator("dialog.share").getByText("Embed", { exact: true }).click();
  await expect(pasted(page)).toHaveValue(`<iframe src="${site.address}#depth=12&amp;tries=off&amp;controls=few" title="A deep network that trains in this page" loading="lazy" style="width: 100%; aspect-ratio: 16 / 10; border: 0"></iframe>`);
  await flatline.choose("Controls", "none but Run and Pause");
  await flatline.choose("It trains", "at a click on Run");
  await page.getByRole("checkbox", { name: "loss" }).uncheck();
  await flatline.choose("For", "Markdown, a picture with a link");
  const text = await pasted(page).inputValue();
  expect(text).toContain("#depth=12&tries=off&start=click&controls=none&panels=top,data,field,switches,settings,foot)");
  await flatline.button("Preview").click();
  const frame = page.frameLocator("iframe.preview");
  await expect(frame.getByRole("button", { name: "Run" })).toBeVisible();
  await expect(frame.locator("[data-vital=step]")).toHaveText("0");
  await expect(frame.getByRole("switch", { name: "ResNet" })).toHaveCount(0);
  await frame.getByRole("button", { name: "Run" }).click();
  await expect(frame.locator("[data-vital=step]")).not.toHaveText("0");
});

/** How many colours a picture has. */
const colours = (canvas) =>
  canvas.evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

test("the picture is of the run before and after its change, and is taken along as an image or as a drawing", async ({ flatline, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await flatline.open("backend=cpu&tries=off");
  await flatline.waitForStep(100);
  await flatline.toggle("ResNet");
  await flatline.waitForLossBelow(0.3);
  await flatline.pause();
  await flatline.button("Share").click();
  await page.locator("dialog.share").getByText("Picture", { exact: true }).click();
  const picture = page.getByRole("img", { name: "Picture" });
  await expect(picture).toHaveAttribute("width", "1200");
  await expect(picture).toHaveAttribute("height", "630");
  expect(await colours(picture)).toBeGreaterThan(50);
  await flatline.button("Copy image").click();
  await expect(flatline.button("Copied")).toBeVisible();
  expect(await page.evaluate(async () => (await navigator.clipboard.read())[0].types)).toContain("image/png");

  const saved = async (button) => {
    const [download] = await Promise.all([page.waitForEvent("download"), flatline.button(button).click()]);
    return readFileSync(await download.path());
  };
  const png = await saved("Save PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
  const svg = (await saved("Save SVG")).toString();
  const written = await page.evaluate((svg) => {
    const read = new DOMParser().parseFromString(svg, "image/svg+xml");
    return { wrong: read.querySelector("parsererror")?.textContent, texts: [...read.querySelectorAll("text")].map((text) => text.textContent) };
  }, svg);
  expect(written.wrong).toBeUndefined();
  expect(written.texts).toContain("ResNet brought it back.");
  expect(written.texts, "the loss is the page's").toContain(await flatline.vital("loss").textContent());
  expect(written.texts.join(" ")).toMatch(/10 Sigmoid layers, trained live in the browser\. The gradient dies on its way back/);
});

test("a picture of a run of which nothing is to be said says nothing", async ({ flatline, page }) => {
  await flatline.open("backend=cpu&verdict=off&tries=off");
  await flatline.waitForStep(100);
  await flatline.pause();
  await flatline.button("Share").click();
  await page.locator("dialog.share").getByText("Picture", { exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), flatline.button("Save SVG").click()]);
  const svg = readFileSync(await download.path(), "utf8");
  expect(svg).toContain("10 Sigmoid layers");
  expect(svg).not.toMatch(/Vanishing|dies|reaches/);
});
