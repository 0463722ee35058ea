// Two runs side by side.
import { test, expect } from "./test.mjs";

const loss = "Chart of the loss over time";

/** The training losses of both, as they stand under what each has learned. */
async function losses(page) {
  const texts = await page.locator(".one-figures").allInnerTexts();
  const both = texts.map((text, place) => text.match(new RegExp(`^${"AB"[place]} (.+?)\\s*\u00b7`))?.[1] ?? "");
  const [a, b] = await page.evaluate((both) => both.map((text) => instruments.number(text)), both);
  return { a, b };
}

test("with and without BatchNorm, from the same step on, in two clicks", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(200);
  await flatline.compare();
  await flatline.toggle("BatchNorm");
  await expect(page.getByText("B: BatchNorm", { exact: true })).toBeVisible();
  await expect.poll(async () => (await losses(page)).b, { timeout: 60_000 }).toBeLessThan(0.2);
  expect((await losses(page)).a).toBeGreaterThan(0.65);
  for (const text of ["A", "B", "B: BatchNorm"]) await expect.poll(() => flatline.writtenOn(loss)).toContain(text);

  // Each has its own settings and its own verdict.
  await expect(flatline.verdict()).toContainText(/Learn(ed|ing)/);
  await flatline.chooseRun("A");
  await expect(flatline.verdict()).toContainText("Vanishing");
  await expect(flatline.switch("BatchNorm")).not.toBeChecked();
  await flatline.chooseRun("B");
  await expect(flatline.switch("BatchNorm")).toBeChecked();
  expect(flatline.fragment(), "the address has both").toBe("versus=batch_norm=true");
});

test("the one that is kept goes on alone with its weights", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(50);
  await flatline.compare();
  await flatline.toggle("ReLU");
  await expect.poll(async () => (await losses(page)).b, { timeout: 60_000 }).toBeLessThan(0.2);
  const step = await flatline.stepCount();
  await flatline.button("Keep only B").click();
  await expect(flatline.button("Compare")).toBeVisible();
  await expect(flatline.choice("Activation")).toHaveValue("relu");
  await expect.poll(() => flatline.fragment()).toBe("activation=relu");
  await flatline.waitForStep(step + 50);
  expect(await flatline.loss()).toBeLessThan(0.3);
});

test("a cold difference starts both again, with the same data", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(50);
  await flatline.compare();
  const steps = await flatline.followSteps();
  await flatline.setNumber("Depth", "3");
  await expect(page.getByText("B: Depth 3", { exact: true })).toBeVisible();
  await expect.poll(async () => Math.min(...(await steps()))).toBeLessThan(40);
  await flatline.choose("Data", "Xor");
  await flatline.chooseRun("A");
  await expect(flatline.choice("Data"), "data are shared").toHaveValue("xor");
  await expect(flatline.number("Depth")).toHaveValue("10");
  await flatline.waitForStep(50);
});

test("restarted together, two of one seed and one setting train alike", async ({ flatline, page }) => {
  await flatline.open("activation=tanh");
  await flatline.waitForStep(20);
  await flatline.compare();
  await flatline.button("Restart both").click();
  await flatline.settled();
  await flatline.waitForStep(40);
  await flatline.pause();
  const { a, b } = await losses(page);
  expect(a).toBe(b);
});

test("each switch has one for either run, and neither takes the controls away from the other", async ({ flatline, page }) => {
  await flatline.open("backend=cpu&tries=off");
  await flatline.waitForStep(30);
  await flatline.compare();
  await flatline.toggle("ResNet of A");
  await expect(flatline.switch("ResNet of A")).toBeChecked();
  await expect(flatline.switch("ResNet"), "B's").not.toBeChecked();
  await expect.poll(() => flatline.fragment()).toBe("residual=true&versus=residual=false&backend=cpu&tries=off");
  await expect.poll(async () => (await losses(page)).a, { timeout: 60_000 }).toBeLessThan(0.3);
  expect((await losses(page)).b).toBeGreaterThan(0.6);
  await flatline.chooseRun("A");
  await expect(flatline.switch("ResNet")).toBeChecked();
  await expect(flatline.switch("ResNet of B")).not.toBeChecked();
});

test("compared by a link, both networks show what enters their layers, on one axis", async ({ flatline, page }) => {
  await flatline.open("depth=30&versus=batch_norm=true&tries=off");
  await flatline.waitForStep(200);
  /** Where on each network's first drawing bars stand: the first and the last column of pixels, in shares of the width. */
  const bars = () => page.evaluate(() => {
    const probe = document.createElement("canvas").getContext("2d");
    probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--bars");
    probe.fillRect(0, 0, 1, 1);
    const [bar] = new Uint32Array(probe.getImageData(0, 0, 1, 1).data.buffer);
    return [...document.querySelectorAll(".one-network")].map((network) => {
      const columns = [...network.querySelectorAll("canvas")].flatMap((canvas) => {
        const { width, height } = canvas;
        const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, width, height).data.buffer);
        return [...pixels.keys()].filter((index) => pixels[index] === bar).map((index) => (index % width) / width);
      });
      return columns.length < 50 ? "none" : [Math.min(...columns).toFixed(1), Math.max(...columns).toFixed(1)].join(" to ");
    });
  });
  await expect.poll(async () => (await bars()).includes("none")).toBe(false);
  await expect.poll(async () => new Set(await bars()).size, "the same columns in both").toBe(1);
});

test("beside a network that has diverged the other one is paused and runs on", async ({ flatline }) => {
  await flatline.open("activation=relu&init_scale=10&versus=batch_norm=true&tries=off");
  await expect(flatline.vital("state")).toHaveText("diverged");
  await flatline.button("Pause").click();
  await expect(flatline.button("Run")).toBeEnabled();
  await flatline.button("Run").click();
  await expect(flatline.button("Pause")).toBeEnabled();
  await flatline.chooseRun("B");
  const step = await flatline.stepCount();
  await flatline.waitForStep(step + 20);
});
