// Where the page's program does not come, or cannot run: a sentence stands where the page would be.
import { readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { policy as policyOf } from "../../scripts/csp.mjs";
import { test, expect } from "./test.mjs";

const dist = resolve("dist");
const program = readdirSync(dist).find((name) => /^page.*\.wasm$/.test(name));

const picture = (page) => page.getByRole("img", { name: /^Loss of a real network over 400 steps/ });
const said = (page) => page.getByRole("status").filter({ visible: true });
const verdict = (page) => page.getByRole("region", { name: "Verdict" });

/** The sentence stands there, the picture stays, and there is no page. */
async function expectInstead(page, sentence) {
  await expect(said(page)).toContainText(sentence);
  await expect(picture(page)).toBeVisible();
  await page.waitForTimeout(500);
  await expect(said(page), "what was found first stays").toContainText(sentence);
  await expect(verdict(page)).toHaveCount(0);
}

/** Answers that path as the server does, but changed. */
async function change(page, path, edit) {
  await page.route(path, async (route) => route.fulfill(edit(await route.fetch())));
}

test("text and a picture stand there from the start, and the page takes their place", async ({ flatline, page, site }) => {
  let go;
  const gone = new Promise((resolve) => (go = resolve));
  await page.route(`**/${program}`, async (route) => {
    await gone;
    await route.continue();
  });
  await page.clock.install();
  await page.goto(site.address, { waitUntil: "commit" });
  await expect(page.getByRole("heading", { name: "Flatline" })).toBeVisible();
  await expect(picture(page)).toBeVisible();
  await expect(said(page)).toHaveText("Loading\u2026");
  go();
  await flatline.waitForStep(3);
  await expect(picture(page)).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  // Longer than it is waited for a page that does not come.
  await page.clock.fastForward(11_000);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

const faults = {
  "its program is not there": {
    cause: (page) => page.route(`**/${program}`, (route) => route.fulfill({ status: 404 })),
    sentence: "The page\u2019s program could not be loaded.",
  },
  "its script is not there": {
    cause: (page) => page.route(/\/page[^/]*\.js$/, (route) => route.fulfill({ status: 404 })),
    sentence: "The page\u2019s program could not be loaded.",
  },
  "a part of its script is not there": {
    cause: (page) => page.route("**/download.js", (route) => route.fulfill({ status: 404 })),
    sentence: "The page\u2019s program could not be loaded.",
  },
  "the connection breaks": {
    cause: (page) => page.route(`**/${program}`, (route) => route.abort("connectionreset")),
    sentence: "The page\u2019s program could not be loaded.",
  },
  "half its program comes": {
    cause: (page) => page.route(`**/${program}`, (route) => {
      const whole = readFileSync(`${dist}/${program}`);
      return route.fulfill({ body: whole.subarray(0, whole.length / 2), contentType: "application/wasm" });
    }),
    sentence: "The page\u2019s program came incomplete or changed.",
  },
  "the host answers with another page": {
    cause: (page) => page.route(`**/${program}`, (route) => route.fulfill({ body: "<!doctype html>", contentType: "text/html" })),
    sentence: "The page\u2019s program came incomplete or changed.",
  },
  "an older script meets its program": {
    // Every import is of a module that the script does not have.
    cause: (page) => page.route(`**/${program}`, (route) => route.fulfill({
      body: Buffer.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 98, 0, 0]),
      contentType: "application/wasm",
    })),
    sentence: "The page\u2019s program could not be loaded.",
  },
};

for (const [what, { cause, sentence }] of Object.entries(faults)) {
  test(`where ${what}, a sentence says so, and a new load mends it`, async ({ page, site }) => {
    await cause(page);
    await page.goto(`${site.address}#depth=12`);
    await expectInstead(page, sentence);
    await page.unrouteAll();
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.getByRole("spinbutton", { name: "Depth" })).toHaveValue("12");
  });
}

const policies = {
  "no WebAssembly": "script-src 'self' 'unsafe-inline'",
  "no connection": "connect-src 'none'",
};

for (const [what, policy] of Object.entries(policies)) {
  test(`where the site's policy allows ${what}, a sentence names what it must allow`, async ({ page, site }) => {
    await change(page, site.address, (response) => ({ response, headers: { ...response.headers(), "content-security-policy": policy } }));
    await page.goto(site.address);
    await expectInstead(page, /Content-Security-Policy keeps the page\u2019s program from running: .* \u2018wasm-unsafe-eval\u2019/);
  });
}

test("where the site's policy allows no script in the page, text says so", async ({ page, site }) => {
  const policy = "script-src 'self' 'wasm-unsafe-eval'";
  await change(page, site.address, (response) => ({ response, headers: { ...response.headers(), "content-security-policy": policy } }));
  await page.goto(site.address);
  await expectInstead(page, "Content-Security-Policy, keeps them from it.");
});

test("the policy of this build, without any 'unsafe-inline', lets the page run", async ({ flatline, page, site }) => {
  const policy = policyOf(dist);
  expect(policy).not.toContain("unsafe-inline");
  await change(page, site.address, (response) => ({ response, headers: { ...response.headers(), "content-security-policy": policy } }));
  await flatline.open();
  await flatline.waitForStep(5);
});

test("where nothing comes for 10 seconds, the page says that it still loads, and takes its place when it comes", async ({ flatline, page, site }) => {
  let go;
  const gone = new Promise((resolve) => (go = resolve));
  await page.route(`**/${program}`, async (route) => {
    await gone;
    await route.continue();
  });
  await page.clock.install();
  await page.goto(site.address, { waitUntil: "commit" });
  await expect(said(page)).toHaveText("Loading\u2026");
  await page.clock.fastForward(10_000);
  await expect(said(page)).toContainText("Still loading after 10 seconds.");
  await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
  go();
  await flatline.waitForStep(3);
  await expect(page.getByText("Still loading")).toHaveCount(0);
});

test("opened as a file, it says how to open it", async ({ page }) => {
  await page.goto(`file://${dist}/index.html`);
  await expectInstead(page, "Opened as a file, the page cannot load its program.");
});

const browsers = {
  "no WebAssembly": [() => delete window.WebAssembly, "The network needs WebAssembly, which this browser does not offer."],
  "no SIMD in WebAssembly": [() => (WebAssembly.validate = () => false), "The network needs WebAssembly with SIMD, which this browser does not offer."],
  "no workers": [() => delete window.Worker, "The network needs web workers, which this browser does not offer."],
};

for (const [what, [lose, sentence]] of Object.entries(browsers)) {
  test(`a browser with ${what} is told so`, async ({ page, site }) => {
    const uncaught = [];
    page.on("pageerror", (error) => uncaught.push(error.message));
    await page.addInitScript(lose);
    await page.goto(site.address);
    await expectInstead(page, sentence);
    expect(uncaught).toEqual([]);
  });
}

test("where the browser runs no scripts, text says what it takes", async ({ browser, site }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site.address);
  await expect(said(page)).toContainText("This page\u2019s scripts do not run: the browser, or the site\u2019s Content-Security-Policy");
  await expect(picture(page)).toBeVisible();
  await context.close();
});
