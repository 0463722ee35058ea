// The four switches and the controls beside them, in a network that runs.
import { restarts } from "./flatline.page.mjs";
import { test, expect } from "./test.mjs";

test("the ReLU switch and the Activation control always agree", async ({ flatline }) => {
  await flatline.open();
  await flatline.choose("Activation", "Tanh");
  await expect(flatline.switch("ReLU")).not.toBeChecked();

  await flatline.toggle("ReLU");
  await expect(flatline.switch("ReLU")).toBeChecked();
  await expect(flatline.choice("Activation")).toHaveValue("relu");

  await flatline.toggle("ReLU");
  await expect(flatline.switch("ReLU")).not.toBeChecked();
  await expect(flatline.choice("Activation"), "the activation from before").toHaveValue("tanh");

  await flatline.choose("Activation", "ReLU");
  await expect(flatline.switch("ReLU")).toBeChecked();

  await flatline.choose("Activation", "GELU");
  await expect(flatline.switch("ReLU")).not.toBeChecked();
  await flatline.toggle("ReLU");
  await flatline.toggle("ReLU");
  await expect(flatline.choice("Activation")).toHaveValue("gelu");
});

test("a page that opens on ReLU goes back to sigmoid", async ({ flatline }) => {
  await flatline.open("activation=relu");
  await expect(flatline.switch("ReLU")).toBeChecked();
  await flatline.toggle("ReLU");
  await expect(flatline.choice("Activation")).toHaveValue("sigmoid");
});

test("the Clipping switch and the way of clipping agree", async ({ flatline }) => {
  await flatline.open();
  await expect(flatline.switch("Clipping")).not.toBeChecked();
  await flatline.toggle("Clipping");
  await expect.poll(() => flatline.fragment()).toBe("clip=norm");
  await flatline.toggle("Clipping");
  await expect.poll(() => flatline.fragment()).toBe("");
});

const hot = [
  ["BatchNorm", (flatline) => flatline.toggle("BatchNorm")],
  ["ResNet", (flatline) => flatline.toggle("ResNet")],
  ["Tanh", (flatline) => flatline.choose("Activation", "Tanh")],
  ["Clipping by norm", (flatline) => flatline.toggle("Clipping")],
  ["Adam", (flatline) => flatline.choose("Optimizer", "Adam")],
  ["Learning rate 0.01", (flatline) => flatline.setNumber("Learning rate", "0.01")],
  ["Batch size 64", (flatline) => flatline.setNumber("Batch size", "64")],
];

test("each hot change is marked on the chart by its name", async ({ flatline }) => {
  await flatline.open();
  await flatline.waitForStep(20);
  for (const [mark, change] of hot) {
    await change(flatline);
    await expect.poll(() => flatline.writtenOn("Chart of the loss over time"), mark).toContain(mark);
    // A chart has room for a few names side by side; a new network has a new chart.
    await flatline.restart();
    await expect.poll(() => flatline.writtenOn("Chart of the loss over time")).not.toContain(mark);
  }
});

test("a hot change goes on at the step where it was made", async ({ flatline }) => {
  await flatline.open();
  await flatline.waitForStep(50);
  const steps = await flatline.followSteps();
  for (const [, change] of hot) {
    await change(flatline);
    await flatline.waitForSteps(20);
  }
  const seen = await steps();
  expect(seen[0]).toBeGreaterThanOrEqual(50);
  expect(restarts(seen)).toBe(0);
});

const cold = [
  ["Depth", (flatline) => flatline.setNumber("Depth", "5")],
  ["Width", (flatline) => flatline.setNumber("Width", "8")],
  ["Init scale", (flatline) => flatline.setNumber("Init scale", "0.9")],
  ["Data", (flatline) => flatline.choose("Data", "Xor")],
  ["Seed", (flatline) => flatline.setNumber("Seed", "7")],
];

test("a new network begins at step 0, once, with each cold change", async ({ flatline }) => {
  await flatline.open();
  await flatline.waitForStep(40);
  for (const [name, change] of cold) {
    const steps = await flatline.followSteps();
    await change(flatline);
    await expect.poll(async () => restarts(await steps()), `another ${name}`).toBe(1);
    await flatline.settled();
    await flatline.waitForStep(40);
    expect(restarts(await steps()), `another ${name}`).toBe(1);
    await expect(flatline.vital("state"), `another ${name}`).toHaveText("running");
  }
});
