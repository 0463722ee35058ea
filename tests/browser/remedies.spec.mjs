// Every remedy that the page offers: the case flatlines or explodes, one click, and the loss comes back to the order
// of magnitude that was measured for it.
import { test, expect } from "./test.mjs";

/** Verdict, the remedies' buttons, and the loss that each must reach; 0.69 is a coin toss. */
const cases = [
  {
    name: "sigmoid, depth 10",
    fragment: "",
    verdict: "Vanishing",
    remedies: { BatchNorm: 0.2, ReLU: 0.05, ResNet: 0.2, Tanh: 0.05 },
  },
  {
    name: "sigmoid, depth 30",
    fragment: "depth=30",
    verdict: "Vanishing",
    remedies: { BatchNorm: 0.3, ResNet: 0.1, Tanh: 0.1 },
  },
  {
    name: "ReLU, init scale 0.5, depth 20",
    fragment: "depth=20&activation=relu&init_scale=0.5",
    verdict: "Vanishing",
    remedies: { BatchNorm: 0.2, ResNet: 0.05 },
  },
  {
    name: "ReLU, init scale 1.5",
    fragment: "activation=relu&init_scale=1.5",
    verdict: "Diverged",
    remedies: {
      "Rewind + Adam, 0.01": 0.1,
      "Rewind + Learning rate 0.01": 0.3,
      "Rewind + Clip at 1": 0.3,
      "Rewind + BatchNorm": 0.2,
    },
  },
  {
    name: "residual, depth 50",
    fragment: "depth=50&activation=relu&residual=true",
    verdict: "Diverged",
    remedies: { "Rewind + BatchNorm": 0.2, "Rewind + ResNet × 0.141": 0.3 },
  },
];

for (const { name, fragment, verdict, remedies } of cases) {
  for (const [remedy, loss] of Object.entries(remedies)) {
    test(`${name}: ${remedy}`, async ({ flatline }) => {
      await flatline.open(fragment);
      await expect(flatline.verdict().getByRole("heading", { level: 2 })).toHaveText(new RegExp(verdict), { timeout: 60_000 });
      await flatline.remedy(remedy).click();
      await flatline.waitForLossBelow(loss);
      await expect(flatline.vital("state")).toHaveText("running");
    });
  }
}

test("a remedy that will not work says why, and cannot be clicked", async ({ flatline }) => {
  await flatline.open("depth=30");
  await expect(flatline.verdict()).toContainText("Vanishing");
  await expect(flatline.remedy("ReLU")).toBeDisabled();
  await expect(flatline.verdict()).toContainText("The weights were drawn for Sigmoid");
});

test("a rewind from a divergence waits for a change before it trains into the same again", async ({ flatline }) => {
  await flatline.open("activation=relu&init_scale=1.5");
  await expect(flatline.vital("state")).toHaveText("diverged");
  await flatline.remedy("Rewind to step 0").click();
  await expect(flatline.vital("state")).toHaveText("paused");
  await expect(flatline.vital("step")).toHaveText("0");
  await flatline.toggle("BatchNorm");
  await flatline.run();
  await flatline.waitForLossBelow(0.3);
});

test("the rewind slider goes back, marks the chart and goes on with the settings of now", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(120);
  await flatline.toggle("BatchNorm");
  await flatline.waitForSteps(60);
  await flatline.pause();
  const before = await flatline.stepCount();
  const slider = page.getByRole("slider", { name: "Rewind" });
  await slider.fill("0");
  await expect.poll(() => flatline.stepCount()).toBe(0);
  await expect.poll(() => flatline.writtenOn("Chart of the loss over time")).toContain("rewound");
  await expect
    .poll(() => flatline.writtenOn("Chart of the loss over time"), "in effect from there on")
    .toContain("BatchNorm");
  await flatline.run();
  await flatline.waitForStep(before + 100);
  await flatline.waitForLossBelow(0.3);
});
