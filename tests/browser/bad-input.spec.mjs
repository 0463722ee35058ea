// A value that cannot be: the control says what is wrong, and the network goes on.
import { restarts } from "./flatline.page.mjs";
import { test, expect } from "./test.mjs";

const bad = [
  ["Depth", "0", "Not taken: 0. Depth must be a whole number from 1 to 1000."],
  ["Depth", "2000", "Not taken: 2000. Depth must be a whole number from 1 to 1000."],
  ["Depth", "abc", 'Not taken: "abc". Depth must be a whole number from 1 to 1000.'],
  ["Depth", "", "Not taken: empty. Depth must be a whole number from 1 to 1000."],
  ["Depth", "2.5", "Not taken: 2.5. Depth must be a whole number from 1 to 1000."],
  ["Learning rate", "-1", /^Not taken: -1\. Learning rate must be a number from .* to 100\.$/],
  ["Learning rate", "NaN", /^Not taken: NaN\. Learning rate must be a number from .* to 100\.$/],
  ["Init scale", "infinity", /^Not taken: infinity\. Init scale must be a number from 0 to 10\.$/],
  ["Batch size", "1025", "Not taken: 1025. Batch size must be a whole number from 1 to 1024."],
  ["Seed", "-1", "Not taken: -1. Seed must be a whole number from 0 to 9007199254740991."],
];

// One control stands for all in Firefox.
for (const [which, some] of [["Depth 0", bad.slice(0, 1)], ["each of nine other values", bad.slice(1)]]) {
  test(`${which} is refused beside the control`, async ({ flatline, page }) => {
    await flatline.open();
    await flatline.waitForStep(10);
    const steps = await flatline.followSteps();
    for (const [label, text, message] of some) await test.step(`${label} ${text || "empty"}`, async () => {
      const field = flatline.number(label);
      const before = await field.inputValue();

      await flatline.setNumber(label, text);
      await expect(field).toHaveAttribute("aria-invalid", "true");
      await expect(field).toHaveAccessibleDescription(message);
      await expect(field, "the value that holds").toHaveValue(before);
      const error = page.locator(`[id="${await field.getAttribute("aria-describedby")}"]`);
      await expect(error).toHaveText(message);
      await expect(error).toBeInViewport();
      expect(await gap(field, error), `${label} ${text}: the message stands beside its control`).toBeLessThan(60);

      await flatline.waitForSteps(20);
      expect(restarts(await steps()), `${label} ${text}: the network goes on`).toBe(0);
      expect(flatline.fragment(), `${label} ${text}`).toBe("");

      await flatline.setNumber(label, before);
      await expect(field).not.toHaveAttribute("aria-invalid");
      await expect(error).toBeEmpty();
    });
  });
}

test("Escape gives the value that holds back", async ({ flatline }) => {
  await flatline.open();
  await flatline.setNumber("Width", "300");
  await expect(flatline.number("Width")).toHaveAttribute("aria-invalid", "true");
  await flatline.number("Width").press("Escape");
  await expect(flatline.number("Width")).toHaveValue("32");
  await expect(flatline.number("Width")).not.toHaveAttribute("aria-invalid");
});

test("a value that is left without Enter is checked too", async ({ flatline }) => {
  await flatline.open();
  await flatline.number("Depth").fill("1001");
  await flatline.number("Width").focus();
  await expect(flatline.number("Depth")).toHaveAccessibleDescription(/^Not taken: 1001\. /);
});

/** Pixels between the bottom of one element and the top of the other. */
async function gap(upper, lower) {
  const [above, below] = [await upper.boundingBox(), await lower.boundingBox()];
  return Math.abs(below.y - (above.y + above.height));
}
