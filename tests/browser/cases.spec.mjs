// The cases, set up by hand: what each one shows, and what mends it. The bounds are wide, because what counts is
// whether it learns: 0.69 is a coin toss.
import { test, expect } from "./test.mjs";

const steps = 200;

test("thirty sigmoids flatline, and ResNet brings them back", async ({ flatline }) => {
  await flatline.open();
  await flatline.setNumber("Depth", "30");
  await flatline.restart();
  expect(await flatline.waitForStep(steps)).toBeGreaterThan(0.65);
  await expect(flatline.verdict()).toContainText("Vanishing");
  await flatline.toggle("ResNet");
  await flatline.waitForLossBelow(0.1);
});

test("too small an init flatlines, and Init scale 1 does not", async ({ flatline }) => {
  await flatline.open();
  await flatline.setNumber("Depth", "20");
  await flatline.toggle("ReLU");
  await flatline.setNumber("Init scale", "0.5");
  await flatline.restart();
  expect(await flatline.waitForStep(steps)).toBeGreaterThan(0.65);
  await expect(flatline.verdict()).toContainText("Vanishing");
  await flatline.setNumber("Init scale", "1");
  await flatline.waitForLossBelow(0.2);
});

test("too large an init explodes within five steps, and Clipping holds it", async ({ flatline }) => {
  await flatline.open();
  await flatline.toggle("ReLU");
  await flatline.setNumber("Init scale", "1.5");
  // The network before may diverge too: its weights are a sigmoid's.
  await flatline.restart();
  await expect(flatline.vital("state")).toHaveText("diverged");
  expect(await flatline.stepCount()).toBeLessThanOrEqual(5);
  await flatline.toggle("Clipping");
  await flatline.setNumber("Clip maximum", "1");
  await flatline.restart();
  await flatline.waitForLossBelow(0.3);
  await expect(flatline.vital("state")).toHaveText("running");
});

test("twice too large an init explodes at once, and Clipping keeps it alive, not learning", async ({ flatline }) => {
  await flatline.open();
  await flatline.setNumber("Depth", "20");
  await flatline.toggle("ReLU");
  await flatline.setNumber("Init scale", "2");
  await flatline.restart();
  await expect(flatline.vital("state")).toHaveText("diverged");
  expect(await flatline.stepCount()).toBeLessThanOrEqual(2);
  await flatline.toggle("Clipping");
  await flatline.restart();
  expect(await flatline.waitForStep(steps)).toBeGreaterThan(0.6);
  await expect(flatline.vital("state")).toHaveText("running");
});

test("fifty layers of BatchNorm do not learn without ResNet", async ({ flatline }) => {
  await flatline.open();
  await flatline.setNumber("Depth", "50");
  await flatline.toggle("ReLU");
  await flatline.toggle("BatchNorm");
  await flatline.restart();
  expect(await flatline.waitForStep(steps)).toBeGreaterThan(0.4);
  await flatline.toggle("ResNet");
  await flatline.restart();
  await flatline.waitForLossBelow(0.2);
});

test("fifty residual layers explode without BatchNorm", async ({ flatline }) => {
  await flatline.open();
  await flatline.setNumber("Depth", "50");
  await flatline.toggle("ReLU");
  await flatline.toggle("ResNet");
  await flatline.restart();
  await expect(flatline.vital("state")).toHaveText("diverged");
  await flatline.toggle("BatchNorm");
  await flatline.restart();
  await flatline.waitForLossBelow(0.2);
});

test("the list of cases sets all of a case's settings", async ({ flatline }) => {
  await flatline.open();
  await flatline.choose("Case", "Deeper flatline");
  await expect(flatline.number("Depth")).toHaveValue("30");
  await flatline.choose("Case", "BatchNorm's own explosion");
  await expect(flatline.number("Depth")).toHaveValue("50");
  await expect(flatline.switch("BatchNorm")).toBeChecked();
  await expect(flatline.switch("ReLU")).toBeChecked();
  await expect.poll(() => flatline.fragment()).toBe("depth=50&activation=relu&batch_norm=true");
  await flatline.toggle("ResNet");
  await expect(flatline.choice("Case").getByRole("option", { selected: true })).toHaveText("Your own");
});
