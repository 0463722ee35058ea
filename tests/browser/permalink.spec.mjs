// The address's fragment: it opens the page as it was, and follows what is changed.
import { restarts } from "./flatline.page.mjs";
import { test, expect } from "./test.mjs";

test("an address sets the page", async ({ flatline }) => {
  await flatline.open("depth=30&width=16&activation=tanh&batch_norm=true&optimizer=adam&learning_rate=0.01&dataset=xor&seed=42");
  await expect(flatline.number("Depth")).toHaveValue("30");
  await expect(flatline.number("Width")).toHaveValue("16");
  await expect(flatline.choice("Activation")).toHaveValue("tanh");
  await expect(flatline.switch("BatchNorm")).toBeChecked();
  await expect(flatline.switch("ResNet")).not.toBeChecked();
  await expect(flatline.choice("Optimizer")).toHaveValue("adam");
  await expect(flatline.number("Learning rate")).toHaveValue("0.01");
  await expect(flatline.choice("Data")).toHaveValue("xor");
  await expect(flatline.number("Seed")).toHaveValue("42");
  await flatline.waitForStep(5);
});

test("a change is in the address, and a default is not", async ({ flatline }) => {
  await flatline.open();
  await expect.poll(() => flatline.fragment()).toBe("");
  await flatline.setNumber("Depth", "20");
  await expect.poll(() => flatline.fragment()).toBe("depth=20");
  await flatline.toggle("BatchNorm");
  await flatline.choose("Activation", "ReLU");
  await expect.poll(() => flatline.fragment()).toBe("depth=20&activation=relu&batch_norm=true");
  await flatline.setNumber("Depth", "10");
  await expect.poll(() => flatline.fragment()).toBe("activation=relu&batch_norm=true");
});

test("the address of a changed page opens the same page", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.setNumber("Depth", "12");
  await flatline.toggle("ResNet");
  await expect.poll(() => flatline.fragment()).toBe("depth=12&residual=true");
  await page.reload();
  await expect(flatline.number("Depth")).toHaveValue("12");
  await expect(flatline.switch("ResNet")).toBeChecked();
});

test("the page follows an address that is edited", async ({ flatline }) => {
  await flatline.open();
  await flatline.waitForStep(30);
  const steps = await flatline.followSteps();
  await flatline.editAddress("depth=15&activation=elu");
  await expect(flatline.number("Depth")).toHaveValue("15");
  await expect(flatline.choice("Activation")).toHaveValue("elu");
  await expect.poll(async () => restarts(await steps()), "another depth is another network").toBe(1);
});

const wrong = [
  ["depth=0", "Depth is 0: it must be a whole number from 1 to 1000."],
  ["width=wide", 'Width is "wide": it must be a whole number from 1 to 256.'],
  ["activation=softmax", 'Activation is "softmax": it must be one of linear, sigmoid'],
  ["learning_rate=NaN", "Learning rate is NaN: it must be a number from"],
  ["batch_norm=yes", 'BatchNorm is "yes": it must be true or false.'],
  ["dept=3", 'There is no setting "dept"; the nearest name is "depth".'],
  ["backend=tpu", 'Backend is "tpu": it must be one of cpu or gpu.'],
  ["residual", 'It has no "=" between a setting and its value.'],
];

test("entries that make no sense are named with the reason, and the others hold", async ({ flatline }) => {
  await flatline.open([...wrong.map(([entry]) => entry), "seed=3"].join("&"));
  for (const [entry, reason] of wrong) {
    await expect(flatline.notice("in the address"), entry).toContainText(`“${entry}”: ${reason}`);
  }
  await expect(flatline.number("Seed")).toHaveValue("3");
  await expect(flatline.number("Depth")).toHaveValue("10");
  await expect.poll(() => flatline.fragment(), "what was ignored is gone").toBe("seed=3");
  await flatline.waitForStep(5);
});

test("a notice can be dismissed", async ({ flatline }) => {
  await flatline.open("depth=0&width=0");
  await expect(flatline.notice("depth=0")).toContainText("width=0");
  await flatline.notice("depth=0").getByRole("button", { name: "Dismiss" }).click();
  await expect(flatline.notice("depth=0")).toHaveCount(0);
});

test("the CPU is taken where the address asks for it", async ({ flatline }) => {
  await flatline.open("backend=cpu");
  await flatline.waitForStep(3);
  await expect(flatline.vital("backend")).toHaveText(/^cpu/);
  await expect.poll(() => flatline.fragment()).toBe("backend=cpu");
});

test("WebGPU that is asked for and not there is replaced by the CPU, and the page says so", async ({ flatline, page }) => {
  await flatline.open("backend=gpu");
  await flatline.waitForStep(3);
  await expect(flatline.vital("backend")).toHaveText(/^cpu/);
  await expect(page.getByText(/WebGPU was asked for\. This browser has (no WebGPU|WebGPU, but no graphics adapter)/)).toBeVisible();
});
