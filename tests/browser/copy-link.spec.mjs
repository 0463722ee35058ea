// "Copy link": the address in the clipboard, or where that cannot be, in a field to copy it from.
import { createServer } from "node:http";
import { test, expect } from "./test.mjs";

const field = (page) => page.getByRole("textbox", { name: "The browser does not let this page copy" });
const selected = (page) => page.evaluate(() => {
  const { value, selectionStart, selectionEnd } = document.activeElement;
  return value.slice(selectionStart, selectionEnd);
});

test("the link is copied", async ({ flatline, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await flatline.open("depth=12");
  await flatline.button("Copy link").click();
  await expect(flatline.button("Copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  await expect(field(page)).toHaveCount(0);
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
  test(`with a clipboard ${which}, the link stands in a field, selected, until it is dismissed`, async ({ flatline, page }) => {
    await page.addInitScript(lose);
    await flatline.open("depth=12");
    await flatline.waitForStep(3);
    await flatline.button("Copy link").focus();
    await page.keyboard.press("Enter");
    await expect(field(page)).toBeFocused();
    await expect(field(page)).toHaveValue(page.url());
    expect(await selected(page)).toBe(page.url());
    // Keys in the field are the field's.
    const before = await flatline.stepCount();
    await page.keyboard.press("r");
    await flatline.waitForStep(before + 1);

    await page.keyboard.press("Tab");
    await expect(flatline.button("Dismiss")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(field(page)).toHaveCount(0);
    await expect(flatline.button("Copy link"), "one goes on where one was").toBeFocused();

    await flatline.setNumber("Depth", "13");
    await expect.poll(() => flatline.fragment()).toBe("depth=13");
    await flatline.button("Copy link").click();
    await expect(field(page)).toHaveValue(/depth=13$/);
    await page.keyboard.press("Escape");
    await expect(field(page)).toHaveCount(0);
  });
}

test("in a frame of another site, which may not copy, the link stands in a field", async ({ page, site }) => {
  const html = `<!doctype html><iframe width="1200" height="700" src="${site.address}#depth=12"></iframe>`;
  const other = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise((listens) => other.listen(0, "127.0.0.1", listens));
  await page.goto(`http://127.0.0.1:${other.address().port}/`);
  const frame = page.frameLocator("iframe");
  await frame.getByRole("button", { name: "Copy link" }).click();
  await expect(field(frame)).toHaveValue(`${site.address}#depth=12`);
  await expect(field(frame)).toBeFocused();
  other.closeAllConnections();
  other.close();
});
