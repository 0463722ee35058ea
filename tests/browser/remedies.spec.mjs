// What the page says of remedies is what copies of this very network did: one click, and the run does the same.
import { prepare } from "./workers.mjs";
import { test, expect } from "./test.mjs";

const chart = "Chart of the loss over time";

/** Networks that do not learn, and what must be among that which helps each. */
const cases = [
  { name: "sigmoid, depth 10", fragment: "", verdict: "Vanishing", among: ["ReLU", "BatchNorm"] },
  { name: "sigmoid, depth 30", fragment: "depth=30", verdict: "Vanishing", among: [] },
  { name: "ReLU, init scale 0.5, depth 20", fragment: "depth=20&activation=relu&init_scale=0.5", verdict: "Vanishing", among: ["BatchNorm"] },
  { name: "ReLU, init scale 1.5", fragment: "activation=relu&init_scale=1.5", verdict: "Diverged", among: ["Rewind + BatchNorm"] },
  { name: "residual, depth 50", fragment: "depth=50&activation=relu&residual=true", verdict: "Diverged", among: ["Rewind + BatchNorm"] },
];

/** Waits for the verdict in a word. */
async function said(flatline, verdict) {
  await expect(flatline.verdict().getByRole("heading", { level: 2 })).toHaveText(new RegExp(verdict), { timeout: 60_000 });
  await flatline.openDrawer("What helps");
}

/** Takes a remedy, and waits until the run has come down to about what its copy reached. */
async function helps(flatline, { label, loss }) {
  await flatline.take(label);
  await flatline.waitForLossBelow(Math.max(1.5 * loss, loss + 0.06));
}

for (const { name, fragment, verdict, among } of cases) {
  test(`${name}: what helped a copy helps the run, and nothing else is offered`, async ({ flatline, page }) => {
    test.setTimeout(240_000);
    await flatline.open(fragment);
    await said(flatline, verdict);
    const offered = await flatline.remedies();
    expect(offered.length).toBeGreaterThan(0);
    for (const label of among) expect(offered.map(({ label }) => label)).toContain(label);
    const losses = offered.map(({ loss }) => loss);
    const rest = await flatline.didNotHelp();
    expect(rest.length, "not everything helps").toBeGreaterThan(3);
    for (const [label, loss, why] of rest) {
      expect(why, label).toMatch(/\.$/);
      expect(loss, label).toMatch(/^(NaN|\d)/);
    }
    expect(Math.max(...losses)).toBeLessThan(0.69);
    // The best, and of the first case of each verdict the last of those that keep the weights, too.
    await helps(flatline, offered[0]);
    await expect(flatline.vital("state")).toHaveText("running");
    if (cases.find((one) => one.verdict === verdict).name !== name) return;
    // The network as it was: the click has changed the address, too.
    await page.goto("about:blank");
    await flatline.open(fragment);
    await said(flatline, verdict);
    const again = await flatline.remedies();
    await helps(flatline, again.findLast(({ restarts }) => !restarts) ?? again.at(-1));
  });
}

test("after a click a paused run trains, to the bit, what its copy trained", async ({ flatline, page }) => {
  await flatline.open("tries=asked");
  await said(flatline, "Vanishing");
  await flatline.pause();
  const step = await flatline.stepCount();
  await flatline.button("Try remedies").click();
  const offered = await flatline.remedies();
  const remedy = offered.find(({ restarts }) => !restarts);
  expect(remedy.from).toBe(step);
  await follows(page, flatline, remedy);
});

test("after a click a diverged run goes back and trains, to the bit, what its copy trained", async ({ flatline, page }) => {
  await flatline.open("activation=relu&init_scale=1.5");
  await said(flatline, "Diverged");
  const offered = await flatline.remedies();
  for (const { label, restarts } of offered) {
    expect(restarts || label.startsWith("Rewind"), `${label}: the weights of now hold a NaN`).toBe(true);
  }
  const optimizer = offered.find(({ label }) => /^Rewind \+ (Adam|RMSprop)/.test(label));
  const remedy = optimizer ?? offered.find(({ restarts }) => !restarts);
  await follows(page, flatline, remedy);
});

/** Clicks a remedy and holds the run's losses to the trial's. */
async function follows(page, flatline, { label, from }) {
  const trial = await page.evaluate((label) => [...(wasmBindings.trialLosses(label) ?? [])], label);
  expect(trial.length).toBeGreaterThan(20);
  // Of the run's losses the last 200 are kept.
  const count = Math.min(trial.length, 150);
  await page.getByRole("combobox", { name: "Speed" }).selectOption("50 / s");
  await flatline.take(label);
  await expect.poll(() => page.evaluate((from) => wasmBindings.runLosses(from).length, from), { timeout: 60_000 }).toBeGreaterThanOrEqual(count);
  const run = await page.evaluate((from) => [...wasmBindings.runLosses(from)], from);
  expect(run.slice(0, count)).toEqual(trial.slice(0, count));
}

test("remedies wait until they are asked for, where a link says so", async ({ flatline, page }) => {
  await flatline.open("tries=asked");
  await said(flatline, "Vanishing");
  await flatline.waitForSteps(60);
  await expect(flatline.button("Try remedies")).toBeVisible();
  await expect(flatline.tried()).not.toContainText("Trying");
  expect(flatline.fragment(), "it stays in the address").toBe("tries=asked");
  await flatline.button("Try remedies").click();
  await expect(flatline.tried()).toContainText(/Trying on copies: \d+ of \d+/);
  await expect(flatline.remedy("BatchNorm")).toBeVisible({ timeout: 60_000 });
  expect(page.url()).toContain("tries=asked");
});

test("where a link forbids remedies, there is nothing of them", async ({ flatline }) => {
  await flatline.open("tries=off");
  await said(flatline, "Vanishing");
  await flatline.waitForSteps(100);
  await expect(flatline.tried()).toHaveCount(0);
  for (const label of ["Try remedies", "What is to blame?"]) await expect(flatline.button(label)).toHaveCount(0);
  await flatline.editAddress("tries=auto");
  await expect(flatline.tried()).toContainText("Trying on copies", { timeout: 60_000 });
  expect(flatline.fragment(), "what is usual is not said").toBe("");
});

test("trials are cancelled at a click, keep what they found, and begin again when asked", async ({ flatline }) => {
  await flatline.open("depth=30&tries=asked");
  await said(flatline, "Vanishing");
  await flatline.button("Try remedies").click();
  await expect(flatline.tried()).toContainText(/Trying on copies: [1-9]/);
  await flatline.tried().getByRole("button", { name: "Cancel" }).click();
  await expect(flatline.tried()).toContainText("Cancelled.");
  const steps = await flatline.stepCount();
  await flatline.waitForSteps(20);
  expect(await flatline.stepCount(), "the run goes on").toBeGreaterThan(steps);
  await flatline.tried().getByRole("button", { name: "Try again" }).click();
  await expect(flatline.tried()).toContainText("Trying on copies");
  expect((await flatline.remedies()).length).toBeGreaterThan(0);
});

test("a change ends the trials, and what they found is grey; a restart takes it away", async ({ flatline }) => {
  await flatline.open("depth=20");
  await said(flatline, "Vanishing");
  await flatline.remedies();
  await flatline.pause();
  await flatline.setNumber("Learning rate", "0.2");
  await expect(flatline.tried()).toContainText("The settings have changed since.");
  await expect(flatline.tried().locator("button.remedy").first()).toBeDisabled();
  await flatline.restart();
  await expect(flatline.tried()).toHaveCount(0);
});

test("the curve of a remedy is drawn ahead of the loss while it is pointed at, and after a click until it is reached", async ({ flatline, page }) => {
  await flatline.open("tries=asked");
  await said(flatline, "Vanishing");
  await flatline.pause();
  await flatline.button("Try remedies").click();
  const [{ label }] = (await flatline.remedies()).filter(({ restarts }) => !restarts);
  const ghost = () => page.locator("[data-ghost]").getAttribute("data-ghost");
  expect(await ghost()).toBe("");
  await flatline.remedy(label).first().hover();
  await expect.poll(ghost).toBe(label);
  await expect(page.locator(".strip .futures"), "named at its end").toContainText(label);
  await page.mouse.move(400, 5);
  await expect.poll(ghost).toBe("");
  await flatline.remedy(label).first().click();
  await expect.poll(ghost).toBe(label);
  await flatline.waitForSteps(301);
  await expect.poll(ghost).toBe("");
});

test("what is to blame is found by changing one setting at a time, exported, and shown beside the run", async ({ flatline, page }) => {
  test.setTimeout(180_000);
  await flatline.open("tries=asked");
  await said(flatline, "Vanishing");
  await flatline.pause();
  await flatline.button("What is to blame?").click();
  const blamed = flatline.drawer().locator(".blamed");
  await expect(blamed).toContainText(/Training from step 0: \d+ of \d+/);
  await expect(blamed).toContainText(/As it is: 0\.\d\d\. .*mean of 3 seeds/, { timeout: 120_000 });
  const suspects = blamed.locator(".suspects button");
  const labels = await suspects.allTextContents();
  expect(labels.length).toBeGreaterThan(5);
  expect(labels.join()).toContain("no difference");
  const depth = blamed.locator("[data-suspect=depth]");
  await expect(depth).toContainText("Depth 10 → 2");

  const downloaded = page.waitForEvent("download");
  await blamed.getByRole("button", { name: "Export CSV" }).click();
  const file = await (await downloaded).createReadStream();
  let text = "";
  for await (const part of file) text += part;
  const [header, ...rows] = text.trim().split("\n");
  expect(header).toBe("setting,from,to,seed,loss,steps");
  expect(rows.length).toBe(3 * (labels.length + 1));
  expect(rows.filter((row) => row.startsWith("depth,10,2,")).length).toBe(3);

  await depth.click();
  const runs = page.getByRole("radiogroup", { name: "Run", exact: true });
  await expect(runs).toBeVisible();
  await expect(flatline.number("Depth"), "the controls stay the first run's").toHaveValue("10");
  await expect(blamed, "and so does what was found").toContainText("As it is");
  await flatline.chooseRun("B");
  await expect(flatline.number("Depth")).toHaveValue("2");
});

test("the search for what is to blame is cancelled at a click", async ({ flatline }) => {
  await flatline.open("depth=60&tries=asked");
  await said(flatline, "Vanishing");
  await flatline.button("What is to blame?").click();
  const blamed = flatline.drawer().locator(".blamed");
  await blamed.getByRole("button", { name: "Cancel" }).click();
  await expect(blamed).toContainText("Cancelled.");
  await blamed.getByRole("button", { name: "Try again" }).click();
  await expect(blamed).toContainText("Training from step 0");
});

test.describe("where no trainer can be started for copies", () => {
  test.use({ expectedProblems: /trainer|Failed to load|ERR_FAILED/ });

  test("that is said, the run goes on, and they can be tried again", async ({ flatline, page }) => {
    await flatline.open("tries=asked");
    await said(flatline, "Vanishing");
    await page.route("**/trainer.js*", (route) => route.abort());
    await flatline.button("Try remedies").click();
    await expect(flatline.tried()).toContainText("No copy can be trained");
    await flatline.waitForSteps(20);
    await page.unroute("**/trainer.js*");
    await flatline.tried().getByRole("button", { name: "Try again" }).click();
    await expect(flatline.remedy("BatchNorm")).toBeVisible({ timeout: 60_000 });
  });

  test("a trainer that dies in the middle is replaced", async ({ flatline, page }) => {
    await flatline.open("tries=asked");
    await said(flatline, "Vanishing");
    await prepare(page, "setTimeout(() => { throw new Error('on purpose'); }, 1500);\n", true);
    await flatline.button("Try remedies").click();
    expect((await flatline.remedies()).length).toBeGreaterThan(0);
  });
});

test("what is unusual is said before the first step", async ({ flatline }) => {
  await flatline.open("batch_norm=true&batch_size=1");
  await expect(flatline.verdict()).toContainText("BatchNorm with one row a batch");
  await flatline.openDrawer("What helps");
  await expect(flatline.drawer().locator("[data-note=batch-of-one]")).toContainText("BatchNorm with one row a batch");
});

test("a rewind from a divergence waits for a change before it trains into the same again", async ({ flatline, page }) => {
  await flatline.open("activation=relu&init_scale=1.5");
  await expect(flatline.vital("state")).toHaveText("diverged");
  await flatline.rewindToStart();
  await expect(flatline.vital("state")).toHaveText("paused");
  await expect(flatline.vital("step")).toHaveText("0");
  await flatline.toggle("BatchNorm");
  await flatline.run();
  await flatline.waitForLossBelow(0.3);
});

test("the strip's handle goes back, marks the chart and goes on with the settings of now", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(120);
  await flatline.toggle("BatchNorm");
  await flatline.waitForSteps(60);
  await flatline.pause();
  const before = await flatline.stepCount();
  await flatline.rewindToStart();
  await expect.poll(() => flatline.stepCount()).toBe(0);
  await expect
    .poll(async () => (await flatline.writtenOn(chart)).join(), "in effect from there on")
    .toContain("BatchNorm");
  await flatline.run();
  await flatline.waitForStep(before + 100);
  await flatline.waitForLossBelow(0.3);
});
