// Playwright's `test`, with the page served and every problem in the browser watched.
import { existsSync } from "node:fs";
import { test as base } from "@playwright/test";
import { serve } from "../../scripts/serve.mjs";
import { expect } from "./expect.mjs";
import { Flatline } from "./flatline.page.mjs";
import { instruments } from "./instruments.mjs";

const folder = "dist";
// Not the host's root, so that an address that is not relative fails.
const prefix = "/some/where/";

export const test = base.extend({
  /** The served page: its address, and the paths that were asked for, with the answers' status. */
  site: [
    async ({}, use) => {
      if (!existsSync(`${folder}/index.html`)) throw new Error(`${folder}/ holds no page: run \`make build\` first`);
      const answers = [];
      const server = await serve(folder, 0, prefix);
      server.on("request", ({ url }, response) =>
        response.on("finish", () => answers.push({ path: url, status: response.statusCode })));
      await use({ address: `http://127.0.0.1:${server.address().port}${prefix}`, prefix, answers });
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
    { scope: "worker" },
  ],

  /** What a test breaks on purpose, as a regular expression of the problems that follow from it. */
  expectedProblems: [/(?!)/, { option: true }],

  /** The page as a visitor uses it. The test fails where the browser had anything to complain about. */
  flatline: async ({ page, site, expectedProblems }, use, info) => {
    const problems = watch(page, site);
    await page.addInitScript(instruments);
    // All settings in sight, as somebody leaves them who sets many; a test that says otherwise does so itself.
    await page.addInitScript(() => {
      try {
        localStorage.getItem("flatline.more") ?? localStorage.setItem("flatline.more", "open");
      } catch {
        // As in a sandboxed frame.
      }
    });
    await use(new Flatline(page, site.address));
    if (info.status !== info.expectedStatus) info.annotations.push({ type: "page", description: await state(page) });
    const unexpected = problems().filter((problem) => !expectedProblems.test(problem));
    expect(unexpected, "problems in the browser").toEqual([]);
  },
});

export { expect };

/** What a page shows, for whoever has only the report of a test that failed. */
async function state(page) {
  const look = () => {
    const text = (place) => [...document.querySelectorAll(place)].map((element) => element.innerText.replace(/\s+/g, " ")).join("; ");
    return { state: text("[data-vital]"), notices: text(".notices"), verdict: text(".headline") };
  };
  const seen = await Promise.race([page.evaluate(look).catch(String), new Promise((done) => setTimeout(done, 3000, "no answer in 3 s"))]);
  return `${page.url()} ${JSON.stringify(seen)}`;
}

/** The settings as a first visitor finds them: those that most reach for, and no more. */
export const closedSettings = (page) =>
  page.addInitScript(() => {
    try {
      localStorage.setItem("flatline.more", "closed");
    } catch {
      // As in the empty document that a browser begins with.
    }
  });

/** Collects what goes wrong in a page; the function it gives returns all of it so far. Other addresses may be asked beside the
 * site's. */
export function watch(page, site, others = []) {
  const problems = [];
  const first = site.answers.length;
  page.on("console", (message) => {
    if (["error", "assert"].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("crash", () => problems.push("the page crashed"));
  page.on("request", (request) => {
    const { protocol } = new URL(request.url());
    const own = [site.address, ...others].some((address) => request.url().startsWith(address)) || ["data:", "blob:"].includes(protocol);
    if (!own) problems.push(`a request elsewhere: ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // The page itself gives up what it no longer wants, as the code of a trainer that another one replaces; Firefox has its own
    // word for it.
    if (!["net::ERR_ABORTED", "NS_BINDING_ABORTED"].includes(why)) problems.push(`a request failed: ${request.url()} ${why}`);
  });
  return () => {
    const refused = site.answers.slice(first).filter(({ path, status }) => status >= 400 || !path.startsWith(site.prefix));
    return problems.concat(refused.map(({ path, status }) => `the server answered ${status} to ${path}`));
  };
}
