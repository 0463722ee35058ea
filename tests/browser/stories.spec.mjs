// A link that says what was changed, and when: the page trains the run again.
import { restarts } from "./flatline.page.mjs";
import { test, expect } from "./test.mjs";

const story = "activation=tanh&changes=40:batch_norm=true;80:activation=relu,learning_rate=0.05";
const chart = "Chart of the loss over time";

/** Fifty steps a second: marks at steps 40 and 80 are far enough apart for both names as long as one looks. */
const slowly = (flatline) => flatline.choice("Speed").selectOption("50");

/** The controls say the settings after the story's last change. */
async function played(flatline) {
  await flatline.waitForStep(90);
  await expect(flatline.switch("BatchNorm")).toBeChecked();
  await expect(flatline.switch("ReLU")).toBeChecked();
  await expect(flatline.number("Learning rate")).toHaveValue("0.05");
  for (const mark of ["BatchNorm", "ReLU, Learning rate 0.05"]) {
    await expect.poll(() => flatline.writtenOn(chart)).toContain(mark);
  }
}

test("a link's changes take effect at their steps, and the controls and the address go along", async ({ flatline }) => {
  await flatline.open(story);
  await slowly(flatline);
  await played(flatline);
  expect(flatline.fragment(), "it is replayed untouched").toBe(story);

  // Again from the beginning, where nothing has been changed yet.
  await flatline.pause();
  await flatline.restart();
  await expect(flatline.vital("step")).toHaveText("0");
  await expect(flatline.switch("BatchNorm")).not.toBeChecked();
  await expect(flatline.choice("Activation")).toHaveValue("tanh");
  expect(flatline.fragment()).toBe(story);
  await flatline.run();
  await played(flatline);
});

test("whoever changes something himself leaves the story", async ({ flatline }) => {
  await flatline.open("changes=40:batch_norm=true;100000:activation=relu");
  await flatline.waitForStep(50);
  const steps = await flatline.followSteps();
  await flatline.toggle("ResNet");
  await expect.poll(() => flatline.fragment()).toBe("batch_norm=true&residual=true");
  await flatline.waitForSteps(20);
  expect(restarts(await steps()), "the network goes on").toBe(0);
  await flatline.pause();
  await flatline.restart();
  await expect(flatline.switch("BatchNorm"), "a new one has what is wanted from its beginning").toBeChecked();
});

test("a story that is put into the address is seen from its beginning, and one that is taken away is over", async ({ flatline }) => {
  await flatline.open();
  await slowly(flatline);
  await flatline.waitForStep(60);
  const steps = await flatline.followSteps();
  await flatline.editAddress(story);
  await expect.poll(async () => restarts(await steps())).toBe(1);
  await played(flatline);
  await flatline.editAddress("activation=tanh");
  await expect(flatline.switch("BatchNorm")).not.toBeChecked();
  await expect.poll(async () => restarts(await steps())).toBe(2);
  await expect.poll(() => flatline.fragment()).toBe("activation=tanh");
});
