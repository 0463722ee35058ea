// Takes the pictures that cards of the cases show (docs/cases/), each of a real run in the built page:
// node scripts/cards.mjs [KEY...]. They are kept with the sources, because a build needs no browser.
import { mkdir, writeFile } from "node:fs/promises";
import { chromium } from "@playwright/test";
import { browsers, executable } from "../tests/browser/chromium.mjs";
import { casesOf } from "./cases.mjs";
import { png } from "./palette.mjs";
import { serve } from "./serve.mjs";

const [width, height] = [1200, 630];
const folder = "docs/cases";
/** The step at which each is taken, if its loss is a number until then. */
const step = 300;
/** What only somebody who is there can use. */
const idle = ".transport button, .transport label, .top .tools, .foot { visibility: hidden }";

const cases = await casesOf("dist");
const asked = process.argv.slice(2);
const unknown = asked.find((key) => !cases.some((one) => one.key === key));
if (unknown) throw new Error(`there is no case ${unknown}: ${cases.map(({ key }) => key).join(", ")}`);
const server = await serve("dist", 0);
const browser = await chromium.launch({ executablePath: executable(), args: browsers.withoutWebgpu });
try {
  await mkdir(folder, { recursive: true });
  for (const one of cases.filter(({ key }) => !asked.length || asked.includes(key))) await take(one);
} finally {
  await browser.close();
  server.close();
}

async function take({ key }) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: "light" });
  await page.goto(`http://127.0.0.1:${server.address().port}/#case=${key}&stop=${step}&controls=none`);
  await page.waitForFunction(() => /paused|diverged/.test(document.querySelector('[data-vital="state"]')?.textContent), null, { timeout: 300_000 });
  // What would help an ill run is tried on copies, and drawn where it would go.
  await page.waitForFunction(() => /Tried at step/.test(document.querySelector(".tried")?.textContent), null, { timeout: 60_000 }).catch(() => {});
  await page.addStyleTag({ content: idle });
  await page.mouse.move(0, 0);
  await page.waitForTimeout(500);
  const picture = (await page.screenshot()).toString("base64");
  const pixels = await page.evaluate(async ([picture, width, height]) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    const bytes = context.getImageData(0, 0, width, height).data;
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  }, [picture, width, height]);
  const bytes = png(Buffer.from(pixels, "base64"), width, height);
  await writeFile(`${folder}/${key}.png`, bytes);
  console.log(`${folder}/${key}.png: ${bytes.length} bytes`);
  await page.close();
}
