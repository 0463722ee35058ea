// The page answers at once, whatever the trainer does.
import { test, expect } from "./test.mjs";

const times = 5;

test("a click on Pause shows within 100 ms while a hundred layers train", async ({ flatline }) => {
  await flatline.open("depth=100");
  await flatline.waitForStep(3);
  const reactions = [];
  for (let time = 0; time < times; time += 1) {
    reactions.push(await flatline.reaction(flatline.button("Pause"), flatline.vital("state")));
    await flatline.run();
    await flatline.waitForSteps(3);
  }
  expect(median(reactions), `milliseconds: ${reactions}`).toBeLessThan(100);
});

test("a click on a switch shows within 100 ms while a hundred layers train", async ({ flatline }) => {
  await flatline.open("depth=100");
  await flatline.waitForStep(3);
  const reactions = [];
  for (let time = 0; time < times; time += 1) {
    reactions.push(await flatline.reaction(flatline.switch("ReLU"), flatline.choice("Activation")));
    await flatline.waitForSteps(3);
  }
  expect(median(reactions), `milliseconds: ${reactions}`).toBeLessThan(100);
});

test("charts are drawn at most once a frame", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(20);
  const [frames, paints] = await page.evaluate(async () => {
    const label = "Chart of the loss over time";
    const before = instruments.paints(label);
    const frame = () => new Promise(requestAnimationFrame);
    let frames = 0;
    for (const start = performance.now(); performance.now() - start < 2000; frames += 1) await frame();
    return [frames, instruments.paints(label) - before];
  });
  expect(paints).toBeGreaterThan(0);
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
  await expect.poll(async () => (await steps()).length).toBeGreaterThan(4);
  const seen = await steps();
  const perFrame = (seen.at(-1) - seen[0]) / (seen.length - 1);
  expect(perFrame, `steps at each frame: ${seen}`).toBeGreaterThan(10);
});

function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
}
