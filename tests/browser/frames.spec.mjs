// The page inside pages of other sites, and as one file: it trains in each, and the browser has nothing to complain about.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, watch } from "./test.mjs";
import { policy } from "../../scripts/csp.mjs";
import { serve } from "../../scripts/serve.mjs";

const test = base.extend({
  /** An article of another site: shows that text, sent with those headers, and gives its frame; it may ask more sites. */
  article: async ({ page, site, strict, expectedProblems }, use) => {
    let answer = {};
    const server = createServer(({ url }, response) => {
      if (url !== "/") return response.writeHead(204).end();
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...answer.headers }).end(answer.text);
    });
    await new Promise((listens) => server.listen(0, "127.0.0.1", listens));
    // Another name of this machine: another site.
    const address = `http://localhost:${server.address().port}/`;
    const others = [address, strict];
    const problems = watch(page, site, others);
    await use(async (text, headers = {}, more = []) => {
      others.push(...more);
      answer = { text: `<!doctype html><title>An article</title>${text}`, headers };
      await page.goto(address);
      return page.frames()[1];
    });
    expect(problems().filter((problem) => !expectedProblems.test(problem)), "problems in the browser").toEqual([]);
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  },

  /** The address of the page on a host that sends this build's policy. */
  strict: [
    async ({}, use) => {
      const server = await serve("dist", 0, "/strict/", { "content-security-policy": policy("dist") });
      await use(`http://127.0.0.1:${server.address().port}/strict/`);
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
    { scope: "worker" },
  ],

  /** The edition in one file, made of the built page. */
  oneFile: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "flatline-"));
      const file = join(folder, "flatline.html");
      const said = execFileSync("node", ["scripts/single.mjs", "dist", file], { encoding: "utf8" });
      await use({ file, folder, size: Number(said.match(/\(([\d.]+) MB\)/)[1]) });
      rmSync(folder, { recursive: true });
    },
    { scope: "worker" },
  ],
});

/** Whether dist/ holds a page as `make build` makes it, with hashes in its names. */
const release = readdirSync("dist").some((file) => /^page-.*\.wasm$/.test(file));
const iframe = (address, attributes = "") => `<iframe ${attributes} width="1200" height="780" src="${address}"></iframe>`;
const step = (frame) => frame.evaluate(() => Number(document.querySelector('[data-vital="step"]')?.textContent ?? 0));
const why = (frame) => frame.locator(".foot .why");

/** The network there trains, and goes on. */
async function trains(frame) {
  await expect.poll(() => step(frame), { timeout: 30_000 }).toBeGreaterThan(20);
  const before = await step(frame);
  await expect.poll(() => step(frame)).toBeGreaterThan(before + 20);
}

test("a frame of another site trains", async ({ article, site }) => {
  await trains(await article(iframe(`${site.address}#depth=12`)));
});

test("a sandboxed frame that keeps its origin trains", async ({ article, site }) => {
  const frame = await article(iframe(`${site.address}#depth=12`, 'sandbox="allow-scripts allow-same-origin"'));
  await trains(frame);
  await expect(why(frame)).not.toContainText("sandboxed");
});

for (const [how, address] of [["", ({ site }) => site.address], [" under the policy of this build", ({ strict }) => strict]]) {
  test(`a sandboxed frame without an origin trains on the CPU, and says why${how}`, async ({ article, browserName, site, strict }) => {
    const frame = await article(iframe(`${address({ site, strict })}#depth=12&backend=gpu`, 'sandbox="allow-scripts"'));
    await trains(frame);
    expect(await frame.evaluate(() => self.origin)).toBe("null");
    await expect(why(frame)).toHaveText("WebGPU was asked for. In a sandboxed frame the browser lets no worker use the GPU.");
    // Trials start workers of their own: the run is ill, and what helps is found.
    await expect(frame.locator(".tried")).toContainText("Tried at step", { timeout: 60_000 });
    // A click of the script's: by BiDi none of the driver's reaches a frame of another site.
    await frame.getByRole("switch", { name: "BatchNorm", exact: true }).evaluate((control) => control.click());
    await expect.poll(() => frame.evaluate(() => location.hash), "the address follows").toContain("batch_norm=true");
    await trains(frame);
    if (browserName === "firefox") return;
    await frame.getByRole("button", { name: "Share" }).click();
    await frame.getByRole("button", { name: "Copy link" }).click();
    await expect(frame.getByRole("textbox", { name: "Link" }), "it may not be copied").toBeFocused();
  });
}

test.describe("a host that lets nobody read its files", () => {
  test.use({ expectedProblems: /CORS|Cross-Origin|net::ERR_FAILED|a request failed/ });

  test("makes a sandboxed frame say so, and lead out of it", async ({ article }) => {
    const host = await serve("dist", 0, "/", { "access-control-allow-origin": "https://another.example" });
    const address = `http://127.0.0.1:${host.address().port}/#depth=12`;
    const frame = await article(iframe(address, 'sandbox="allow-scripts"'), {}, [address.split("#")[0]]);
    const said = frame.getByRole("status").filter({ visible: true });
    await expect(said).toContainText("reads it only from a host that sends \u201cAccess-Control-Allow-Origin: *\u201d.");
    await expect(frame.getByRole("link", { name: "Open it in a tab of its own" })).toHaveAttribute("href", address);
    await frame.waitForTimeout(1000);
    await expect(said, "what was found first stays").toContainText("This frame is sandboxed");
    await expect(frame.getByRole("region", { name: "Verdict" })).toHaveCount(0);
    host.closeAllConnections();
    host.close();
  });
});

test("a link beside a sandboxed frame, without any script, changes the network in it", async ({ article, page, site }) => {
  const link = `<p><a target="demo" href="${site.address}#depth=12&learning_rate=0.01">slower</a></p>`;
  const frame = await article(link + iframe(`${site.address}#depth=12`, 'name="demo" sandbox="allow-scripts"'));
  await trains(frame);
  const before = await step(frame);
  await page.getByRole("link", { name: "slower" }).click();
  await expect(frame.getByRole("spinbutton", { name: "Learning rate" })).toHaveValue("0.01");
  expect(await step(frame), "the network goes on").toBeGreaterThanOrEqual(before);
  await expect.poll(() => step(frame)).toBeGreaterThan(before + 20);
});

test("in an article with a COEP the frame trains where it is credentialless", async ({ article, browserName, site }) => {
  test.skip(browserName === "firefox", "Firefox knows no such frame");
  const frame = await article(iframe(`${site.address}#depth=12`, "credentialless"), {
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-opener-policy": "same-origin",
  });
  await trains(frame);
});

test("a frame of a site with the policy of this build trains", async ({ article, strict }) => {
  await trains(await article(iframe(`${strict}#depth=12`)));
});

test.describe("the edition in one file", () => {
  test("opened from a folder, trains on the CPU, says so, and asks for no other file", async ({ oneFile, page, site }) => {
    const address = `file://${oneFile.file}`;
    const problems = watch(page, site, [address]);
    await page.goto(`${address}#depth=12&backend=gpu`);
    await trains(page.mainFrame());
    await expect(why(page)).toHaveText("WebGPU was asked for. This edition in one file trains on the CPU alone.");
    await expect(page.getByRole("radio", { name: "WebGPU" })).toBeDisabled();
    await expect(page.locator(".tried")).toContainText("Tried at step", { timeout: 60_000 });
    await page.getByRole("switch", { name: "BatchNorm", exact: true }).click();
    await expect.poll(() => page.evaluate(() => location.hash)).toContain("batch_norm=true");
    await trains(page.mainFrame());
    expect(problems(), "problems in the browser").toEqual([]);
  });

  test("trains out of a course's files, in a sandboxed frame", async ({ article, oneFile, page, site }) => {
    const course = await serve(oneFile.folder, 0);
    const address = `http://127.0.0.1:${course.address().port}/`;
    const frame = await article(iframe(`${address}flatline.html#depth=12`, 'sandbox="allow-scripts"'), {}, [address]);
    await trains(frame);
    course.closeAllConnections();
    course.close();
  });

  test("of a release is under 2 MB", ({ oneFile }) => {
    test.skip(!release, "a page that was not built by make build is larger");
    expect(oneFile.size).toBeLessThan(2);
  });
});
