// The page answers at once, whatever the trainer does.
import { test, expect } from "./test.mjs";

const times = 5;

test("a click on Pause shows in the next frame while a hundred layers train", async ({ flatline }) => {
  await flatline.open("depth=100");
  await flatline.waitForStep(3);
  for (let time = 0; time < times; time += 1) {
    expect(await flatline.reaction(flatline.button("Pause"), flatline.vital("state"))).toBeLessThanOrEqual(2);
    await flatline.run();
    await flatline.waitForSteps(3);
  }
});

test("a click on a switch shows in the next frame while a hundred layers train", async ({ flatline }) => {
  await flatline.open("depth=100");
  await flatline.waitForStep(3);
  for (let time = 0; time < times; time += 1) {
    expect(await flatline.reaction(flatline.switch("ReLU"), flatline.choice("Activation"))).toBeLessThanOrEqual(2);
    await flatline.waitForSteps(3);
  }
});

test("charts are drawn at most once a frame", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(20);
  const [frames, paints] = await page.evaluate(async () => {
    const painted = () => instruments.paints("Chart of the loss over time");
    const before = painted();
    let frames = 0;
    for (; painted() < before + 40; frames += 1) await new Promise(requestAnimationFrame);
    return [frames, painted() - before];
  });
  expect(paints).toBeLessThanOrEqual(frames + 1);
});

test("training does not wait for frames", async ({ flatline, page }) => {
  // A screen that is drawn twice a second.
  await page.addInitScript(() => {
    window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 500);
  });
  await flatline.open("depth=2&width=8");
  await expect.poll(() => flatline.stepCount()).toBeGreaterThan(0);
  const steps = await flatline.followSteps();
  const perFrame = async () => Math.max(...(await steps()).map((step, index, all) => step - (all[index - 1] ?? step)));
  await expect.poll(perFrame, "steps from one frame to the next").toBeGreaterThan(10);
});
