// Playwright's `expect`, which looks more often. By itself it looks at a page every half second, and asks a function once a
// second; so long would nearly every test wait, on an average half of it, for what is there.
import { expect as playwright } from "@playwright/test";

/** Between two questions, in milliseconds. */
const intervals = [20, 50, 100];
/** How long Playwright may wait for a page to look ten times a second. */
const quick = 2400;
/** How long is waited where a test does not say: playwright.config.mjs. */
const usual = 20_000;

const isLocator = (what) => typeof what?.waitFor === "function" && typeof what.locator === "function";

/** What is said of a locator, asked again until it is so or the time is over, and then with Playwright's own words. */
const looksOften = (locator, message, negated = false) =>
  new Proxy({}, {
    get(_, matcher) {
      if (matcher === "not") return looksOften(locator, message, !negated);
      return async (...what) => {
        const caller = lines(new Error()).filter((line) => !line.includes("expect.mjs"));
        const { timeout = usual, ...options } = isOptions(what.at(-1)) ? what.pop() : {};
        const end = Date.now() + timeout;
        for (;;) {
          const begun = Date.now();
          const most = Math.max(Math.min(end - begun, quick), 1);
          const asked = playwright(locator, message);
          try {
            return await (negated ? asked.not : asked)[matcher](...what, { ...options, timeout: most });
          } catch (error) {
            // What fails before its time is over stays so: two elements where one is asked for, a page that is closed.
            if (Date.now() - begun >= most - 50 && Date.now() < end) continue;
            error.message = error.message.replace(/(?<=Timeout: +)\d+(?=ms)/, timeout);
            error.stack = [`${error.name}: ${error.message}`, ...caller].join("\n    at ");
            throw error;
          }
        }
      };
    },
  });

const lines = ({ stack }) => stack.split("\n    at ").slice(1);
const isOptions = (what) => what !== null && typeof what === "object" && Object.getPrototypeOf(what) === Object.prototype;

export const expect = new Proxy(playwright, {
  apply: (_, self, [actual, message]) => (isLocator(actual) ? looksOften(actual, message) : playwright(actual, message)),
  get: (_, name) => name === "poll"
    ? (ask, how) => playwright.poll(ask, { intervals, ...(typeof how === "string" ? { message: how } : how) })
    : playwright[name],
});
