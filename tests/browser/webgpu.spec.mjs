// A browser with WebGPU on its software adapter ($WEBGPU=hardware: on the GPU that is there). A step takes about a second there,
// so the networks are small.
import { hardware } from "./chromium.mjs";
import { test, expect } from "./test.mjs";
import { passOffAdapter } from "./workers.mjs";

const small = "depth=2&width=8&batch_size=32&points=50";
// The first step waits for the shaders to be compiled.
const patience = 240_000;

test("a network trains on WebGPU", async ({ flatline, page }) => {
  await flatline.open(`${small}&backend=gpu`);
  expect(await page.evaluate(() => Boolean(navigator.gpu))).toBe(true);
  const first = await flatline.waitForStep(1, patience);
  await expect(flatline.vital("backend")).toHaveText(/^gpu/);
  const software = expect(flatline.vital("backend"));
  await (hardware ? software.not : software).toContainText(/swiftshader/i);
  expect(Number.isFinite(first), `loss ${first}`).toBe(true);
  const later = await flatline.waitForStep(6, patience);
  expect(Number.isFinite(later), `loss ${later}`).toBe(true);
  await expect(flatline.vital("state")).toHaveText("running");
});

test("a software adapter is not taken by itself, and the page says why", async ({ flatline, page }) => {
  test.skip(hardware, "this one is none");
  await flatline.open(small);
  await flatline.waitForStep(10);
  await expect(flatline.vital("backend")).toHaveText(/^cpu/);
  await expect(page.getByText(/WebGPU is software here \(.+\), slower than the CPU\./)).toBeVisible();
});

test("where nobody chose, the GPU is taken for networks that are much faster there, and the way back is kept", async ({ flatline, page }) => {
  // Here it is a software one; the window is told otherwise.
  await page.addInitScript(passOffAdapter);
  await flatline.open("depth=4&width=64&batch_size=512&tries=off");
  await flatline.waitForStep(100);
  await expect(flatline.vital("backend")).toHaveText(/^cpu/);
  await expect(page.getByText("A network this small is faster on the CPU.")).toBeVisible();
  await flatline.setNumber("Width", "128");
  await expect(flatline.vital("backend")).toHaveText(/^gpu/);
  await expect(page.getByText("This browser has a graphics adapter.")).toBeVisible();
  expect(flatline.fragment(), "that is no wish").not.toContain("backend");
  await flatline.settled(patience);
  await flatline.waitForStep(1, patience);
  await page.getByRole("button", { name: /^Undo: step/ }).click();
  await expect(flatline.number("Width")).toHaveValue("64");
  await expect.poll(() => flatline.stepCount(), { timeout: patience }).toBeGreaterThan(20);
  // A new one of these settings is the CPU's again.
  await flatline.restart();
  await expect(flatline.vital("backend")).toHaveText(/^cpu/);
  await flatline.waitForStep(20);
});

test("a network that the GPU's kernels do not take is said to be on the slow path, and why", async ({ flatline, page }) => {
  await flatline.open(`${small}&backend=gpu`);
  await flatline.waitForStep(1, patience);
  const slow = page.getByText(/On the slow path: this depth and width take \d+ workgroups/);
  await expect(slow).toHaveCount(0);
  await flatline.editAddress("depth=300&width=127&batch_size=8&points=20&backend=gpu");
  await expect(slow).toBeVisible({ timeout: patience });
  await flatline.computeOn("CPU");
  await expect(slow, "the CPU's engine takes every network").toHaveCount(0);
});

test("the visitor chooses what computes, there and back", async ({ flatline }) => {
  await flatline.open(small);
  await flatline.waitForStep(10);
  const states = await flatline.follow("state");
  await flatline.computeOn("WebGPU");
  await expect(flatline.vital("backend")).toHaveText(/^gpu/);
  await expect.poll(() => flatline.fragment()).toBe(`${small}&backend=gpu`);
  await flatline.settled(patience);
  await expect(flatline.vital("state")).toHaveText("running", { timeout: patience });
  await flatline.waitForStep(1, patience);
  await expect.poll(states, "it says what takes so long").toContain("compiling 2/3");

  await flatline.computeOn("CPU");
  await expect(flatline.vital("backend")).toHaveText(/^cpu/);
  await flatline.waitForStep(30);
  expect(flatline.fragment()).toContain("backend=cpu");
});

test("one seed gives one network on both: the first loss is the same", async ({ flatline }) => {
  await flatline.open(`${small}&backend=cpu`);
  await flatline.waitForStep(1);
  await flatline.pause();
  await flatline.restart();
  await expect(flatline.vital("step")).toHaveText("0");
  await flatline.step();
  await expect(flatline.vital("step")).toHaveText("1");
  const loss = await flatline.loss();

  await flatline.computeOn("WebGPU");
  await expect(flatline.vital("step")).toHaveText("0", { timeout: patience });
  await expect(flatline.vital("state"), "a paused network stays paused").toHaveText("paused", { timeout: patience });
  await flatline.step();
  await expect(flatline.vital("step")).toHaveText("1", { timeout: patience });
  expect(await flatline.loss()).toBeCloseTo(loss, 3);
});
