// Remedies for a network that trains on WebGPU: they are tried on the CPU, on copies of its state.
import { test, expect } from "./test.mjs";

const patience = 240_000;

test("what helped a copy on the CPU helps the network on the GPU", async ({ flatline, page }) => {
  test.setTimeout(600_000);
  // A network that stays at a coin toss, and small: a step takes about a second here.
  await flatline.open("depth=6&width=8&batch_size=32&points=50&init_scale=0.3&tries=asked&backend=gpu");
  const ask = flatline.button("Try remedies");
  await expect(ask).toBeVisible({ timeout: patience });
  await expect(flatline.vital("backend")).toHaveText(/^gpu/);
  await flatline.pause();
  const step = await flatline.stepCount();
  await ask.click();
  const offered = await flatline.remedies(patience);
  const remedy = offered.find(({ restarts }) => !restarts);
  expect(remedy.from, "copies of the state of now").toBe(step);
  await expect(flatline.vital("backend"), "the network itself stays where it is").toHaveText(/^gpu/);

  const trial = await page.evaluate((label) => [...wasmBindings.trialLosses(label)], remedy.label);
  await flatline.take(remedy.label);
  const losses = () => page.evaluate((from) => [...wasmBindings.runLosses(from)], remedy.from);
  await expect.poll(async () => (await losses()).length, { timeout: patience }).toBeGreaterThanOrEqual(5);
  await expect(flatline.vital("backend")).toHaveText(/^gpu/);
  for (const [index, loss] of (await losses()).slice(0, 5).entries()) {
    expect(Math.abs(loss - trial[index]), `step ${index + 1} after it, as far as two backends agree`).toBeLessThan(1e-3);
  }
});
