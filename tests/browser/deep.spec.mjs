// Depth, and where it ends.
import { restarts } from "./flatline.page.mjs";
import { test, expect } from "./test.mjs";

test("a thousand layers train on the CPU", async ({ flatline }) => {
  test.setTimeout(240_000);
  await flatline.open("depth=1000&width=16&activation=relu&batch_norm=true&residual=true");
  await expect(flatline.number("Depth")).toHaveValue("1000");
  const loss = await flatline.waitForStep(3, 180_000);
  expect(Number.isFinite(loss), `loss ${loss}`).toBe(true);
  await expect(flatline.vital("state")).toHaveText("running");
});

test("where a link's network does not fit nothing is promised, until one that fits is set", async ({ flatline, page }) => {
  await flatline.open("depth=1000&width=256&batch_size=1024&batch_norm=true");
  await expect(flatline.notice(/make it narrower/)).toBeVisible();
  const headline = page.getByRole("region", { name: "Verdict" });
  await expect(headline).toContainText("This network was not built, so nothing is measured.");
  await expect(page.getByText("A real network trains in this page.")).toHaveCount(0);
  // It was meant to run, and does.
  await flatline.setNumber("Depth", "4");
  await flatline.waitForStep(1);
  await expect(headline).not.toContainText("not built");
});

test("a network that does not fit is refused with what it needs and what there is, and the one that is there goes on", async ({
  flatline,
}) => {
  await flatline.open();
  await flatline.waitForStep(10);
  const steps = await flatline.followSteps();
  await flatline.editAddress("depth=1000&width=256&batch_size=1024&points=5000&batch_norm=true");
  await expect(flatline.notice(/^This network needs about \d+\.\d GiB to train and there are 3\.0 GiB: make it narrower/)).toBeVisible();
  await flatline.waitForSteps(20);
  expect(restarts(await steps())).toBe(0);
  await expect(flatline.number("Depth")).toHaveValue("10");
});
