// What axe finds wrong for people who do not see, hear, point or read as others do: nothing, in any state, in light and dark.
import { createRequire } from "node:module";
import { test, expect } from "./test.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** States of the page, each reached from its address. */
const states = [
  ["a flatline with what was tried", "", async (flatline) => expect(flatline.page.locator('[data-badge="helped"]').first()).toBeVisible({ timeout: 60_000 })],
  ["an explosion", "activation=relu&init_scale=1.5", async (flatline) => expect(flatline.vital("state")).toHaveText("diverged")],
  ["a network that has learned", "activation=relu", async (flatline) => flatline.waitForLossBelow(0.1)],
  ["digits", "dataset=digits&depth=2&activation=relu", async (flatline) => flatline.waitForStep(40)],
  ["what helps", "", async (flatline) => {
    await flatline.openDrawer("What helps");
    await expect(flatline.page.locator(".remedy").first()).toBeVisible({ timeout: 60_000 });
  }],
  ["layer by layer", "", async (flatline) => flatline.openDrawer("Layer by layer")],
  ["the update sum", "", async (flatline) => flatline.openDrawer("Update sum")],
  ["a comparison", "", async (flatline) => flatline.compare()],
  ["large type", "type=large", async (flatline) => expect(flatline.button("Large type")).toHaveAttribute("aria-pressed", "true")],
  ["the list of keys", "", async (flatline) => flatline.page.keyboard.press("?")],
];

for (const [name, fragment, reached] of states) {
  test(`axe finds nothing in ${name}, in light and dark`, async ({ browserName, flatline, page }) => {
    test.setTimeout(120_000);
    await flatline.open(fragment);
    await flatline.waitForStep(3);
    await reached(flatline);
    await page.addScriptTag({ path: axe });
    const found = {};
    // Firefox ESR cannot be told a colour scheme by BiDi.
    for (const colorScheme of browserName === "firefox" ? ["light"] : ["light", "dark"]) {
      await flatline.followSystem(colorScheme);
      found[colorScheme] = await page.evaluate(async () => {
        const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map(({ target, failureSummary }) => `${target} ${failureSummary.split("\n")[1]?.trim()}`).join("; ")}`);
      });
    }
    for (const [colorScheme, violations] of Object.entries(found)) expect(violations, colorScheme).toEqual([]);
  });
}
