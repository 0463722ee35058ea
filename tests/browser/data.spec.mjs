// What the networks learn, and the view of it.
import { test, expect } from "./test.mjs";

test("digits are learned on the CPU, and sample images show what they are taken for", async ({ flatline, page }) => {
  await flatline.open("dataset=digits&depth=2&activation=relu");
  await flatline.waitForStep(100);
  await page.waitForFunction(() => instruments.vital("accuracy") > 60, null, { timeout: 60_000 });
  await expect(page.getByRole("region", { name: "What it reads", exact: true })).toBeVisible();
  await expect.poll(() => flatline.writtenOn("Chart of the loss over time")).toContain("guessing, ln 10");
  const answers = async () => (await flatline.writtenOn("What it reads")).filter((text) => /^(× )?\d$/.test(text));
  await expect.poll(async () => (await answers()).length).toBeGreaterThan(20);
  expect(await colours(page, "What it reads"), "shades of ink in the images").toBeGreaterThan(10);
});

const flat = [
  ["circles", "Circles"],
  ["xor", "Xor"],
  ["gaussians", "Gaussians"],
  ["spirals", "Two spirals"],
];

for (const [key, name] of flat) {
  test(`${name} can be learned, and the boundary is drawn`, async ({ flatline, page }) => {
    await flatline.open(`dataset=${key}&depth=3&activation=tanh&learning_rate=0.01&optimizer=adam`);
    await expect(flatline.choice("Data").getByRole("option", { selected: true })).toHaveText(name);
    await flatline.waitForLossBelow(0.3);
    await expect(page.getByRole("region", { name: "What it has learned", exact: true })).toBeVisible();
    await expect.poll(() => colours(page, "What it has learned"), "shades of probability").toBeGreaterThan(50);
  });
}

/** How many colours a drawing has. */
function colours(page, drawing) {
  return page.evaluate((drawing) => instruments.colours(drawing), drawing);
}
