// Numbers that run away.
import { test, expect } from "./test.mjs";

// Thousands are set apart by a thin space.
const diverged = /diverged at step [\d\u202f]+, (layer \d+|the head)/;

test("an explosion says where it ended, and the same seed explodes in the same place", async ({ flatline }) => {
  await flatline.open("depth=20&activation=relu&init_scale=2");
  await expect(flatline.vital("state")).toHaveText("diverged");
  await expect(flatline.verdict()).toContainText(diverged);
  const [place] = (await flatline.verdict().innerText()).match(diverged);
  await expect(flatline.button("Step")).toBeDisabled();

  await flatline.restart();
  await expect(flatline.vital("state")).toHaveText("diverged");
  await expect(flatline.verdict()).toContainText(place);
});

test("a restart with what mends it trains again", async ({ flatline }) => {
  await flatline.open("depth=20&activation=relu&init_scale=2");
  await expect(flatline.vital("state")).toHaveText("diverged");
  await flatline.toggle("BatchNorm");
  await flatline.toggle("ResNet");
  await flatline.restart();
  await flatline.waitForStep(50);
  await expect(flatline.vital("state")).toHaveText("running");
  await expect(flatline.verdict()).not.toContainText("diverged");
});

test("what was measured before the explosion stays on the charts", async ({ flatline, page }) => {
  await flatline.open("activation=relu");
  await flatline.waitForStep(60);
  await flatline.setNumber("Learning rate", "100");
  await expect(flatline.vital("state")).toHaveText("diverged");
  const last = await flatline.stepCount();
  expect(last).toBeGreaterThanOrEqual(60);
  await expect(flatline.verdict()).toContainText(diverged);
  await expect.poll(() => flatline.writtenOn("Chart of the loss over time")).toContain("Learning rate 100");

  // Under the pointer, a step from long before still says its loss.
  const chart = page.getByRole("img", { name: "Chart of the loss over time" });
  const { width, height } = await chart.boundingBox();
  await chart.hover({ position: { x: width * 0.1, y: height / 2 } });
  const pointed = async () =>
    (await flatline.writtenOn("Chart of the loss over time"))
      .map((text) => text.replaceAll("\u202f", "").match(/^step ([1-9]\d*): [\d.]+(, held-out [\d.]+)?$/)?.[1])
      .find(Boolean);
  await expect.poll(pointed).toBeDefined();
  const step = await pointed();
  expect(Number(step)).toBeLessThan(last);
});
