// Takes pictures of the built page: node scripts/screenshots.mjs [OPTIONS] FRAGMENT...
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { browsers, executable } from "../tests/browser/chromium.mjs";
import { Flatline } from "../tests/browser/flatline.page.mjs";
import { instruments } from "../tests/browser/instruments.mjs";
import { serve } from "./serve.mjs";

const help = `Takes pictures of the built page in dist/, at 1280x800, 360x780 and 1920x1080, light and dark.

node scripts/screenshots.mjs [OPTIONS] FRAGMENT...
  FRAGMENT               the settings, such as 'depth=30&batch_norm=true'; '' is the first visit
  --out FOLDER           where the pictures go (screenshots)
  --step N               the step at which each is taken (300)
  --toggle SWITCH=STEP   turns a switch at a step on the way, such as BatchNorm=200; may be repeated
  --size WxH             only that size; may be repeated
  --scheme light|dark    only that one`;

const sizes = ["1280x800", "360x780", "1920x1080"];
const schemes = ["light", "dark"];

const { values, positionals } = options();
if (values.help) {
  console.log(help);
} else {
  const server = await serve("dist", 0);
  const browser = await chromium.launch({ executablePath: executable(), args: browsers.withoutWebgpu });
  try {
    await mkdir(values.out, { recursive: true });
    for (const fragment of positionals.length ? positionals : [""]) {
      for (const size of values.size) for (const scheme of values.scheme) await take(fragment, size, scheme);
    }
  } finally {
    await browser.close();
    server.close();
  }

  async function take(fragment, size, scheme) {
    const [width, height] = size.split("x").map(Number);
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
    await page.addInitScript(instruments);
    const flatline = new Flatline(page, `http://127.0.0.1:${server.address().port}/`);
    await flatline.open(fragment);
    for (const { label, step } of values.toggle) {
      await flatline.waitForStep(step, 600_000);
      await flatline.toggle(label);
    }
    await flatline.waitForStep(values.step, 600_000);
    // The pointer's place would be explained at the foot of the page.
    await page.mouse.move(0, 0);
    const path = join(values.out, `${slug(fragment)}-${size}-${scheme}.png`);
    // A phone shows its page by and by; the whole of it is wanted.
    await page.screenshot({ path, fullPage: width < 720 });
    await page.close();
    console.log(path);
  }
}

function options() {
  const parsed = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h" },
      out: { type: "string", default: "screenshots" },
      step: { type: "string", default: "300" },
      toggle: { type: "string", multiple: true, default: [] },
      size: { type: "string", multiple: true, default: sizes },
      scheme: { type: "string", multiple: true, default: schemes },
    },
  });
  const step = (text) => {
    if (!/^\d+$/.test(text)) throw new Error(`a step is ${text || "empty"}: it must be a whole number`);
    return Number(text);
  };
  parsed.values.step = step(parsed.values.step);
  parsed.values.toggle = parsed.values.toggle
    .map((text) => text.split("="))
    .map(([label, at = ""]) => ({ label, step: step(at) }));
  return parsed;
}

/** A fragment as a file's name. */
function slug(fragment) {
  return fragment.replaceAll(/[^\w.]+/g, "-") || "first-visit";
}
