// The tests of the built page. They need dist/ (`make build`) and a Chromium (`make test` installs one, and
// a Firefox).
import { defineConfig } from "@playwright/test";
import { browsers, executable } from "./tests/browser/chromium.mjs";
import * as firefox from "./tests/browser/firefox.mjs";

const webgpu = "**/webgpu*.spec.mjs";
const launch = (args) => ({ launchOptions: { executablePath: executable(), args } });

if (firefox.executable) firefox.answerForColourScheme();

export default defineConfig({
  testDir: "tests/browser",
  outputDir: "test-results",
  // A network trains in every test: two at once take each other's processor. Tried on two cores, with what is timed left out:
  // each test took 1.9 times as long.
  workers: 1,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  // None in continuous integration either: a test that passes only when tried again waits for a moment, not for a fact.
  retries: 0,
  reporter: [["list"]],
  use: {
    actionTimeout: 20_000,
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    trace: "off",
  },
  projects: [
    { name: "cpu", testIgnore: webgpu, use: launch(browsers.withoutWebgpu) },
    // The software adapter compiles its shaders for tens of seconds, and trains about one step a second.
    { name: "webgpu", testMatch: webgpu, timeout: 300_000, use: launch(browsers.webgpu) },
    // Where there is one: $FIREFOX.
    { name: "firefox", testIgnore: webgpu, grepInvert: firefox.leftOut.map(([which]) => which), use: firefox.use },
  ].filter(({ name }) => name !== "firefox" || firefox.executable),
});
