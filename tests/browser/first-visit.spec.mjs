// Ten seconds of somebody who has read nothing.
import { restarts } from "./flatline.page.mjs";
import { test, expect } from "./test.mjs";

test("the first network flatlines by itself, and BatchNorm brings it back with its weights kept", async ({ flatline }) => {
  await flatline.open();
  await expect(flatline.vital("state")).toHaveText("running");
  await expect(flatline.vital("backend")).toHaveText(/^cpu/);
  expect(await flatline.waitForStep(200)).toBeGreaterThan(0.65);
  await expect(flatline.verdict()).toContainText("Vanishing");
  await expect(flatline.page, "for whoever looks at another tab").toHaveTitle("\u25bc Vanishing \u00b7 Flatline");
  await expect(flatline.page.getByText("It is not learning. Switch something on.")).toBeVisible();

  const steps = await flatline.followSteps();
  await flatline.toggle("BatchNorm");
  await flatline.waitForLossBelow(0.3);
  await expect(flatline.verdict()).toContainText(/Learning|Learned/);
  const seen = await steps();
  expect(seen[0]).toBeGreaterThanOrEqual(200);
  expect(seen.length).toBeGreaterThan(1);
  expect(restarts(seen), "the network is the one that was there").toBe(0);
  await expect.poll(() => flatline.writtenOn("Chart of the loss over time")).toContain("BatchNorm");
});

test("without WebGPU the page says that it trains on the CPU, and why", async ({ flatline, page }) => {
  await flatline.open();
  const adapter = await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) ?? null);
  expect(adapter, "WebGPU is switched off in this browser").toBeNull();
  await flatline.waitForStep(1);
  await expect(flatline.vital("backend")).toHaveText(/^cpu/);
  await expect(page.getByText(/This browser has no WebGPU\.|WebGPU finds no graphics adapter here\./)).toBeVisible();
});

test("the coin toss stands on the chart of the loss", async ({ flatline }) => {
  await flatline.open();
  await flatline.waitForStep(5);
  await expect.poll(() => flatline.writtenOn("Chart of the loss over time")).toContain("coin toss, ln 2");
});
