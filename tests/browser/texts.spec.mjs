// No two texts lie over each other and none is cut off: in every state, at every size, in light and dark.
import { closedSettings, test, expect } from "./test.mjs";

const sizes = [[1280, 800], [1280, 660], [360, 780], [820, 1180], [600, 400], [780, 360], [1024, 768], [1024, 600], [1920, 1080], [640, 400], [3840, 2160]];
/** Where large type is for. */
const projectors = [[1024, 768], [1024, 600], [1280, 800], [1920, 1080]];

/** What copies came to stands beside at least two of the four switches. */
const tried = async (flatline) => expect.poll(() => flatline.page.locator(".block .spark").count()).toBeGreaterThan(1);

/** States of a network, and what is waited for. */
const states = [
  ["vanishing", "", tried],
  ["at step 0", "start", async (flatline) => flatline.waitForStep(1)],
  ["learned", "activation=relu", async (flatline) => flatline.waitForLossBelow(0.1)],
  ["diverged", "activation=relu&init_scale=1.5", tried],
  ["a hundred layers", "depth=100&activation=relu&batch_norm=true&residual=true", async (flatline) => flatline.waitForStep(10)],
  ["a thousand layers", "depth=1000&width=8&init_scale=0.316", async (flatline) => flatline.waitForStep(3)],
  ["one layer", "depth=1&activation=tanh", async (flatline) => flatline.waitForStep(30)],
  ["24 layers", "depth=24&activation=tanh", async (flatline) => flatline.waitForStep(30)],
  ["digits", "dataset=digits&depth=2&activation=relu", async (flatline) => flatline.waitForStep(40)],
  ["a note", "batch_norm=true&batch_size=1", async (flatline) => flatline.waitForStep(20)],
  ["few controls", "controls=few&lock=depth,batch_norm", async (flatline) => flatline.waitForStep(20)],
  ["without most parts", "panels=loss", async (flatline) => flatline.waitForStep(20)],
  ["clipped", "clip=norm&clip_max=1000&activation=elu&learning_rate=0.001", async (flatline) => flatline.waitForStep(30)],
  ["compared", "depth=30&versus=batch_norm=true", tried],
  ["compared, one diverged", "activation=relu&versus=init_scale=2", async (flatline) => flatline.waitForStep(100)],
  ["large type", "type=large", tried, projectors],
  ["large type, diverged", "type=large&case=large-init", tried, projectors],
  ["large type, with a way back", "type=large&tries=off", async (flatline) => {
    await flatline.waitForStep(30);
    await flatline.choice("Case").selectOption("Hard explosion");
    await expect(flatline.verdict()).toContainText("Diverged");
  }, projectors],
  ["large type, compared", "type=large&versus=residual=true", async (flatline) => flatline.waitForStep(100), projectors],
  ["large type, learned", "type=large&activation=relu&depth=30&residual=true&batch_norm=true", async (flatline) => flatline.waitForLossBelow(0.1), projectors],
];

for (const [name, fragment, reached, screens = sizes] of states) {
  test(`${name}: no text lies over another, and none is cut off, in light and dark`, async ({ browserName, flatline, page }) => {
    test.setTimeout(180_000);
    await closedSettings(page);
    await flatline.open(fragment === "start" ? "" : fragment);
    await reached(flatline);
    const wrong = {};
    // Firefox ESR cannot be told a colour scheme by BiDi.
    for (const colorScheme of browserName === "firefox" ? ["light"] : ["light", "dark"]) {
      await flatline.followSystem(colorScheme);
      for (const [width, height] of screens) {
        await flatline.resize(width, height);
        const found = await page.evaluate(() => instruments.collisions());
        if (found.length > 0) wrong[`${width} x ${height}, ${colorScheme}`] = found;
      }
    }
    expect(wrong).toEqual({});
  });
}

for (const [what, fragment, screens] of [["in the usual type", "", sizes], ["in large type", "type=large", projectors]]) {
  test(`no choice cuts what may be chosen, with all settings in the open, ${what}`, async ({ flatline, page }) => {
    await flatline.open(`tries=off&${fragment}`);
    await flatline.waitForStep(1);
    const wrong = {};
    for (const [width, height] of screens) {
      await page.setViewportSize({ width, height });
      await flatline.openMoreSettings();
      const found = await page.evaluate(() => instruments.cutChoices());
      if (found.length > 0) wrong[`${width} x ${height}`] = found;
    }
    expect(wrong).toEqual({});
  });
}
