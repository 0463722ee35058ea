// A GPU that is lost, stops answering, runs out of memory or takes no shader: noticed, said, and the run goes on.
import { test, expect } from "./test.mjs";
import { noteWorkers, obey, passOffAdapter, prepare, undisturbed } from "./workers.mjs";

const small = "depth=2&width=8&batch_size=32&points=50";
const patience = 240_000;

test.use({ expectedProblems: /WebGPU|GPU|device|Device|powerPreference/ });

/** Notes the worker's device, and obeys. */
const noteDevice = `
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...what) { return (self.device = await request.apply(this, what)); };
  ${obey}`;

const tell = (page, code) => page.evaluate((code) => window.workers.at(-1).postMessage(code), code);

for (const [what, code, sentence] of [
  ["a device that is destroyed", "self.device.destroy()", /^WebGPU: The GPU is lost: .* It goes on in a new trainer, from step \d+\./],
  ["a device out of memory", `self.device.dispatchEvent(new GPUUncapturedErrorEvent("uncapturederror", { error: new GPUOutOfMemoryError("of the test") }))`, /^WebGPU: The GPU is lost: .* It goes on in a new trainer, from step \d+\./],
]) {
  test(`${what} is noticed within a second; the run goes on on the GPU once, and then on the CPU`, async ({ flatline, page }) => {
    test.setTimeout(600_000);
    await page.addInitScript(noteWorkers);
    await prepare(page, noteDevice);
    await flatline.open(`${small}&backend=gpu&tries=off`);
    await flatline.waitForStep(12, patience);
    await tell(page, code);
    const first = flatline.notice(sentence);
    await expect(first).toBeVisible({ timeout: 2000 });
    await flatline.settled(patience);
    await expect(flatline.vital("backend")).toHaveText(/^gpu/);
    const steps = await flatline.followSteps();
    await flatline.waitForStep(14, patience);
    expect(Math.min(...(await steps())), "not from the beginning").toBeGreaterThan(0);

    await tell(page, code);
    await expect(flatline.notice(/^WebGPU: The GPU is lost: .* It goes on on the CPU, from step \d+\./)).toBeVisible({ timeout: 2000 });
    await flatline.waitForStep(60, patience);
    await expect(flatline.vital("backend")).toHaveText(/^cpu/);
    await expect(page.getByText("The GPU failed.")).toBeVisible();
    await flatline.pause();

    // The curve is that of an undisturbed run on the CPU, as far as two backends agree.
    const step = await flatline.stepCount();
    const losses = await undisturbed(page, small, step);
    expect(Math.abs((await flatline.loss()) - losses[step - 1])).toBeLessThan(1e-3);
  });
}

test("a GPU that stops answering is noticed when it has not got on for 20 s", async ({ flatline, page }) => {
  test.setTimeout(600_000);
  await page.clock.install();
  await page.addInitScript(noteWorkers);
  await prepare(page, noteDevice);
  await flatline.open(`${small}&backend=gpu&tries=off`);
  await flatline.waitForStep(12, patience);
  await tell(page, "GPUBuffer.prototype.mapAsync = () => new Promise(() => {})");
  const notice = flatline.notice(/^WebGPU: The trainer has not got on for 20 s\. It goes on in a new trainer, from step \d+\./);
  await page.waitForTimeout(2000);
  await page.clock.runFor(14_000);
  await expect(notice).toHaveCount(0);
  await page.clock.runFor(6_000);
  await expect(notice).toBeVisible();
  const steps = await flatline.followSteps();
  await flatline.waitForStep(14, patience);
  expect(Math.min(...(await steps())), "not from the beginning").toBeGreaterThan(0);
});

test("a driver that takes no shader leaves the network on the CPU", async ({ flatline, page }) => {
  test.setTimeout(600_000);
  await prepare(page, `
    const { createShaderModule } = GPUDevice.prototype;
    GPUDevice.prototype.createShaderModule = function (what) { return createShaderModule.call(this, { ...what, code: "no shader" }); };
  `);
  await flatline.open(`${small}&backend=gpu&tries=off`);
  await expect(flatline.notice(/^WebGPU: .* It goes on on the CPU, from the beginning\./)).toBeVisible({ timeout: patience });
  await flatline.waitForStep(30);
  await expect(flatline.vital("backend")).toHaveText(/^cpu/);
});

test("an adapter in the window alone leads to the CPU, with the reason, on a first visit", async ({ flatline, page }) => {
  await page.addInitScript(passOffAdapter);
  await prepare(page, "GPU.prototype.requestAdapter = async () => null;\n");
  await flatline.open("depth=10&width=128&batch_size=256");
  await expect(flatline.notice(/^WebGPU: The GPU could not be opened\. It goes on on the CPU, from the beginning\./)).toBeVisible();
  await flatline.waitForStep(30);
  await expect(flatline.vital("backend")).toHaveText(/^cpu/);
  await expect(page.getByText("The GPU failed.")).toBeVisible();
});
