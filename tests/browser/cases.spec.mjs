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
  await expect.poll(() => flatline.fragment()).toBe("depth=50&activation=relu&batch_norm=true&stop=1");
  await flatline.toggle("ResNet");
  await expect(flatline.choice("Case").getByRole("option", { selected: true })).toHaveText("Your own");
});

test("a case that is chosen where another one holds trains", async ({ flatline }) => {
  await flatline.open("case=batch-norm-explosion");
  await expect(flatline.vital("state")).toHaveText("paused");
  await expect(flatline.vital("step")).toHaveText("1");
  await flatline.choose("Case", "A thousand layers");
  await flatline.waitForStep(3);
});

/** What a case's line says to look at, asked of what was measured: what is said of the network, the losses, the step, the state. */
const looks = {
  sigmoid: ({ reach, gets }) => reach > 1 && gets < 1e-3,
  "deep-sigmoid": ({ reach, gets }) => reach > 20 && gets < 1e-3,
  "small-init": ({ network }) => {
    const [, first, last] = network.match(/spread falls from (.+) at layer 1 to (.+) at layer 20/) ?? ["", "", ""];
    return Number(first) > 0.1 && (last === "0" || /10⁻[⁴-⁹\d]/u.test(last));
  },
  "large-init": ({ losses: [first, second, third], state }) => state === "diverged" && second > 100 * first && third > 100 * second,
  "hard-explosion": ({ network, step, state }) => state === "diverged" && step === 1 && /layer \d+ holds no numbers/.test(network),
  "batch-norm-explosion": ({ gets, step, state }) => state === "paused" && step === 1 && gets > 1000,
  "residual-explosion": ({ losses, step, state }) => state === "diverged" && step === 1 && losses.at(-1) > 1e6 && losses.at(-1) < 1e8,
  thousand: ({ reach }) => reach === 1,
};

for (const [key, holds] of Object.entries(looks)) {
  test(`at its moment the case ${key} says what to look at, and it is so`, async ({ flatline, page }) => {
    await flatline.open(`case=${key}&speed=10`);
    await flatline.waitForStep(1);
    await expect(flatline.verdict().locator(".sentence .tail")).toBeVisible();
    const measure = async () => {
      const measured = await page.evaluate(() => {
        const network = document.querySelector(".stage").ariaLabel;
        const [, reach, gets] = network.match(/the gradient reaches layer (\d+); layer 1 gets (.+)\.$/) ?? [];
        return { network, reach: Number(reach), gets: instruments.number(gets ?? ""), step: instruments.vital("step"), state: instruments.text("state") };
      });
      const losses = await page.evaluate(() => [...wasmBindings.runLosses(0)]);
      return { ...measured, losses: losses.filter(Number.isFinite) };
    };
    // What is said of the network is renewed every five seconds at most.
    const said = async () => {
      const measured = await measure();
      return holds(measured) || JSON.stringify(measured);
    };
    await expect.poll(said, { timeout: 12_000 }).toBe(true);
    // Nothing is claimed of what is another network.
    const line = await flatline.verdict().locator(".sentence").textContent();
    await flatline.setNumber("Learning rate", "0.05");
    await expect(flatline.verdict().locator(".sentence")).not.toHaveText(line);
  });
}

test("a case is chosen from the list with its moment, and there is none without", async ({ flatline }) => {
  await flatline.open();
  await expect(flatline.choice("Case")).toHaveValue("sigmoid");
  const keys = await flatline.choice("Case").locator("option:not([disabled])").evaluateAll((options) => options.map((option) => option.value));
  expect(keys.toSorted()).toEqual(Object.keys(looks).toSorted());
  await flatline.choose("Case", "BatchNorm's own explosion");
  await expect(flatline.vital("state")).toHaveText("paused");
  await expect.poll(() => flatline.stepCount()).toBe(1);
  await expect(flatline.verdict()).toContainText("layer 1 gets over a thousand times what layer 50 gets");
  // It goes on where somebody wants it to.
  await flatline.run();
  await flatline.waitForStep(5);
  await expect(flatline.verdict()).not.toContainText("over a thousand times");
});
