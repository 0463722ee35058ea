// A trainer that dies, hangs, or never comes: one sentence says so, at once, and the run goes on where it was.
import { test, expect } from "./test.mjs";
import { capMemory, noteWorkers, obey, prepare, undisturbed } from "./workers.mjs";

const fragment = "depth=8&batch_norm=true&dropout=0.1&optimizer=adam&learning_rate=0.003";

for (const [what, code, sentence] of [
  ["closes itself", "self.close()", /^CPU: The trainer's worker has ended: .* It goes on in a new trainer, from step \d+\./],
  ["traps", `setTimeout(() => { throw new WebAssembly.RuntimeError("unreachable"); })`, /^CPU: The trainer stopped by a defect of its own\. It goes on in a new trainer, from step \d+\./],
  ["rejects a promise", `Promise.reject(new Error("of the library"))`, /^CPU: The trainer stopped by a defect of its own\. .* from step \d+\./],
  ["says what cannot be read", "postMessage(new Uint8Array([250, 1, 2]))", /^CPU: The trainer said something that this page cannot read\. .* from step \d+\./],
]) {
  test(`a worker that ${what} in mid-run is noticed within a second, and the run goes on as if nothing had been`, async ({ flatline, page }) => {
    await page.addInitScript(noteWorkers);
    await prepare(page, obey);
    await flatline.open(`${fragment}&tries=off`);
    await flatline.waitForStep(300);
    const at = await page.evaluate((code) => {
      window.workers[0].postMessage(code);
      return performance.now();
    }, code);
    const notice = flatline.notice(sentence);
    await expect(notice).toBeVisible({ timeout: 2000 });
    expect((await page.evaluate(() => performance.now())) - at, "noticed within a second").toBeLessThan(1500);
    const from = Number((await notice.textContent()).match(/from step ([\d\u2009\u00a0 ]+)\./)[1].replace(/\D/g, ""));
    expect(from, "not from the beginning").toBeGreaterThan(100);
    await flatline.waitForSteps(300);
    await flatline.pause();
    const step = await flatline.stepCount();
    const losses = await undisturbed(page, fragment, step);
    expect(await flatline.loss(), `the loss of step ${step}`).toBeCloseTo(losses[step - 1], 3);
    await expect(flatline.vital("state")).toHaveText("paused");
  });
}

test("a second death stops it, with a way on from the last snapshot", async ({ flatline, page }) => {
  await page.addInitScript(noteWorkers);
  await prepare(page, obey);
  // Workers are counted: none of them is to be one that tries remedies.
  await flatline.open(`${fragment}&tries=off`);
  for (const index of [0, 1]) {
    await flatline.waitForStep(200 * (index + 1));
    await page.evaluate((index) => window.workers[index].postMessage("self.close()"), index);
    if (index === 0) await expect.poll(() => page.evaluate(() => window.workers.length)).toBe(2);
  }
  const failure = page.getByRole("alert").filter({ hasText: "The charts keep what was measured; start again from the last snapshot" });
  await expect(failure).toBeVisible();
  await expect(flatline.vital("state")).toHaveText("failed");
  await failure.getByRole("button", { name: "Start again" }).click();
  await expect(failure).toBeHidden();
  const steps = await flatline.followSteps();
  await flatline.waitForSteps(100);
  expect(Math.min(...(await steps()).slice(1)), "not from the beginning").toBeGreaterThan(50);
});

test.describe("a trainer that cannot be had", () => {
  test.use({ expectedProblems: /trainer|Failed to load resource|Content Security Policy|ERR_|CSP/ });

  for (const [what, break_, sentence] of [
    ["its script is not there", (page) => page.route("**/trainer.js*", (route) => route.fulfill({ status: 404 })), "The trainer's script could not be loaded."],
    ["its glue is not there", (page) => page.route("**/trainer-cpu.js*", (route) => route.fulfill({ status: 404 })), "The trainer's code could not be loaded: the server answers 404."],
    ["its code is not there", (page) => page.route("**/trainer-cpu_bg.wasm*", (route) => route.fulfill({ status: 404 })), "the server answers 404"],
    ["the server is gone", (page) => page.route("**/trainer-cpu_bg.wasm*", (route) => route.abort("connectionfailed")), "the server does not answer"],
    ["its code is cut short", (page) => page.route("**/trainer-cpu_bg.wasm*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.body()).subarray(0, 200_000) });
    }), "The trainer's code arrived damaged"],
    ["the browser has no SIMD", (page) => prepare(page, "WebAssembly.validate = () => false;\n"), "This browser's WebAssembly has no SIMD"],
    ["it is of another build", (page) => page.route("**/trainer.js*", async (route) => {
      const response = await route.fetch();
      const other = "const send = postMessage; postMessage = (message, moved) => { if (message.flatline) return send(message); const bytes = new Uint8Array(message); if (bytes[0] === 0) bytes[5] ^= 1; send(bytes); };\n";
      await route.fulfill({ response, body: other + (await response.text()) });
    }), "Flatline has been updated since this page was loaded."],
  ]) {
    test(`${what}: said at once, with what to do`, async ({ flatline, page }) => {
      await break_(page);
      const begin = Date.now();
      await flatline.open();
      const failure = page.getByRole("alert").filter({ hasText: sentence });
      await expect(failure).toBeVisible({ timeout: 5000 });
      expect(Date.now() - begin).toBeLessThan(5000);
      await expect(flatline.vital("state")).toHaveText("failed");
      await expect(failure, "there is no GPU here to choose").not.toContainText("WebGPU");
      const way = what === "it is of another build" ? "Reload" : "Start again";
      await page.unrouteAll();
      await failure.getByRole("button", { name: way }).click();
      await flatline.waitForStep(10);
      await expect(page.getByRole("alert"), "what was said is over").toHaveCount(0);
    });
  }

  test("code that stops coming is said to", async ({ flatline, page }) => {
    await page.clock.install();
    await prepare(page, `const before = fetch; fetch = async (what) => { const response = await before(what); const reader = response.body.getReader(); const { value } = await reader.read(); return new Response(new ReadableStream({ start(on) { on.enqueue(value.subarray(0, 1000)); } })); };\n`, true);
    await flatline.open();
    const failure = page.getByRole("alert").filter({ hasText: "The trainer's code has stopped coming for 25 s." });
    await expect(flatline.vital("state")).toHaveText(/loading/);
    await page.waitForTimeout(2000);
    await expect(failure).toHaveCount(0);
    await page.clock.runFor(26_000);
    await expect(failure).toBeVisible();
    await failure.getByRole("button", { name: "Start again" }).click();
    await flatline.waitForStep(10);
  });

  test("a page without workers says so", async ({ flatline, page }) => {
    await page.addInitScript(() => {
      window.Worker = class { constructor() { throw new DOMException("refused", "SecurityError"); } };
    });
    await flatline.open();
    await expect(page.getByRole("alert").filter({ hasText: "This page may start no web worker here" })).toBeVisible();
  });
});

test("a trainer that does not get on is said to, may come back, and can be replaced", async ({ flatline, page }) => {
  await page.clock.install();
  await page.addInitScript(noteWorkers);
  await prepare(page, obey);
  // The worker stands still until its question is answered.
  const asked = [];
  await page.route("**/stand-still", (route) => asked.push(route));
  const block = () => page.evaluate((address) => window.workers[0].postMessage(
    `{ const request = new XMLHttpRequest(); request.open("GET", ${JSON.stringify(address)}, false); try { request.send(); } catch {} }`,
  ), `${flatline.address}stand-still`);
  const standsStill = async (times) => {
    await expect.poll(() => asked.length).toBe(times);
    // What it had said before is heard.
    await page.evaluate(() => new Promise((heard) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = heard; port2.postMessage(0); }));
  };
  await flatline.open(`${fragment}&tries=off`);
  await flatline.waitForStep(200);
  // The page's clock is put forward; the trainer's is not.
  await block();
  const failure = page.getByRole("alert").filter({ hasText: "the trainer has not got on for 20 s. It may only be slow" });
  await standsStill(1);
  await page.clock.runFor(15_000);
  await expect(failure).toHaveCount(0);
  await page.clock.runFor(6_000);
  await expect(failure).toBeVisible();
  await expect(flatline.vital("state")).toHaveText("no answer");
  await asked[0].fulfill({ status: 204 });
  await expect(failure, "it came back").toBeHidden({ timeout: 15_000 });
  await expect(flatline.vital("state")).toHaveText("running");
  await flatline.waitForSteps(50);
  await block();
  await standsStill(2);
  await page.clock.runFor(21_000);
  await expect(failure).toBeVisible();
  const step = await flatline.stepCount();
  await failure.getByRole("button", { name: "Start again" }).click();
  await flatline.waitForStep(step + 50);
});

test("a page that is busy is not flooded", async ({ flatline, page }) => {
  await page.addInitScript(noteWorkers);
  await flatline.open();
  await flatline.waitForStep(100);
  const waited = await page.evaluate(() => new Promise((done) => {
    let count = 0;
    window.workers[0].addEventListener("message", () => count++);
    const end = performance.now() + 2000;
    while (performance.now() < end);
    // What had arrived until now is delivered before this timer.
    setTimeout(() => done(count), 0);
  }));
  expect(waited).toBeLessThan(20);
  await flatline.waitForSteps(100);
});

test("holding the key for a step does not make it step on after it is let go", async ({ flatline, page }) => {
  await flatline.open("depth=300&width=64&batch_size=512");
  await flatline.waitForStep(1);
  await flatline.pause();
  await page.locator("body").press("Escape");
  for (let press = 0; press < 60; press++) await page.keyboard.down("ArrowRight");
  await page.keyboard.up("ArrowRight");
  await flatline.settled();
  const step = await flatline.stepCount();
  await page.waitForTimeout(1500);
  expect(await flatline.stepCount(), "it stands").toBe(step);
});

test("a network that takes long to draw says so, and another one does not wait for it", async ({ flatline }) => {
  test.setTimeout(120_000);
  await flatline.open("depth=400&width=256&init_scheme=orthogonal&batch_size=8&points=20");
  const large = flatline.notice(/The network of this link takes about \d\.\d GiB of memory to train\./);
  await expect(large).toBeVisible();
  await expect(flatline.vital("state"), "nothing trains").toHaveText("paused");
  await large.getByRole("button", { name: "Train it" }).click();
  await expect(flatline.vital("state")).toHaveText(/^drawing weights \d+\/400$/, { timeout: 20_000 });
  const begin = Date.now();
  await flatline.setNumber("Depth", "4");
  await expect(flatline.vital("state")).toHaveText("running", { timeout: 10_000 });
  await flatline.waitForStep(10, 10_000);
  expect(Date.now() - begin).toBeLessThan(6000);
});

test("a network that is refused leaves the page with one that can be had", async ({ flatline }) => {
  await flatline.open("depth=1000&width=256&batch_size=1024&batch_norm=true");
  await expect(flatline.notice(/This network needs about .* to train and there are/)).toBeVisible();
  await flatline.toggle("ReLU");
  await flatline.setNumber("Depth", "6");
  await flatline.waitForStep(20);
  await expect(flatline.vital("state")).toHaveText("running");
});

test("a copy that does not fit is not left in the list", async ({ flatline, page }) => {
  test.setTimeout(120_000);
  await flatline.open("depth=600&width=256&batch_size=8&points=20");
  await flatline.notice(/takes about/).getByRole("button", { name: "Train it" }).click();
  await flatline.waitForStep(1);
  await flatline.compare();
  await expect(flatline.notice(/there are .* left beside the other one/)).toBeVisible();
  await expect(page.getByRole("radiogroup", { name: "Run", exact: true })).toHaveCount(0);
  await flatline.toggle("ReLU");
  await expect(flatline.notice(/There is no such network/)).toHaveCount(0);
  await expect(flatline.switch("ReLU")).toBeChecked();
});

test("a small machine is asked for no more than it has", async ({ flatline, page }) => {
  await prepare(page, `Object.defineProperty(WorkerNavigator.prototype, "deviceMemory", { value: 1 });\n`);
  await flatline.open("depth=330&width=256&batch_size=8&points=20");
  await expect(flatline.notice(/This network needs about .* and there are 0\.4 GiB/)).toBeVisible();
});

test("a system without enough memory refuses the network, and trains the next", async ({ flatline, page }) => {
  await capMemory(page, 256);
  await flatline.open("depth=300&width=256&batch_size=8&points=20&tries=off");
  await flatline.notice(/takes about/).getByRole("button", { name: "Train it" }).click();
  await expect(flatline.notice(/This network needs about .* and there are 0\.\d GiB/)).toBeVisible();
  await flatline.setNumber("Depth", "4");
  await flatline.waitForStep(30);
  await expect(flatline.vital("state")).toHaveText("running");
});

test("memory that a small network does not need is given back", async ({ flatline, page }) => {
  test.setTimeout(120_000);
  await page.addInitScript(noteWorkers);
  // Workers are counted: none of them is to be one that tries remedies.
  await flatline.open("depth=300&width=256&batch_size=8&points=20&tries=off");
  await flatline.notice(/takes about/).getByRole("button", { name: "Train it" }).click();
  await flatline.waitForStep(1);
  expect(await page.evaluate(() => window.workers.length)).toBe(1);
  await flatline.setNumber("Depth", "4");
  await flatline.waitForStep(30);
  await expect(flatline.vital("state")).toHaveText("running");
  expect(await page.evaluate(() => window.workers.length), "in a worker of its own").toBe(2);
  await flatline.setNumber("Depth", "6");
  await flatline.waitForStep(30);
  expect(await page.evaluate(() => window.workers.length), "and the next one in the same").toBe(2);
  await expect(page.getByRole("alert")).toHaveCount(0);
});
