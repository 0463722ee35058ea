// The sharpness, which is measured only where somebody asks for it: it takes as long as some steps.
import { test, expect } from "./test.mjs";

const said = /Sharpness × rate\s*(\S+), edge: 2/;

test("the sharpness is measured while its switch is on, and stands beside its edge", async ({ flatline }) => {
  await flatline.open("batch_norm=true");
  await flatline.waitForStep(20);
  await flatline.openDrawer("What helps");
  await expect(flatline.drawer()).not.toContainText("Sharpness");
  await flatline.openMoreSettings();
  await flatline.toggle("Sharpness");
  await expect(flatline.switch("Sharpness")).toBeChecked();
  await expect(flatline.drawer()).toContainText(said);
  const product = Number((await flatline.drawer().innerText()).match(said)[1]);
  expect(product, "of a network that learns").toBeGreaterThan(0);
  expect(product).toBeLessThan(20);
  const series = await flatline.followSteps();
  await flatline.waitForSteps(20);
  expect(Math.min(...(await series())), "the run goes on").toBeGreaterThanOrEqual(20);

  await flatline.toggle("Sharpness");
  await expect(flatline.drawer()).not.toContainText("Sharpness");
});
