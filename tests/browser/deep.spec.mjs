import { test, expect } from "./test.mjs";

test("a thousand layers train on the CPU", async ({ flatline }) => {
  test.setTimeout(240_000);
  await flatline.open("depth=1000&width=16&activation=relu&batch_norm=true&residual=true");
  await expect(flatline.number("Depth")).toHaveValue("1000");
  const loss = await flatline.waitForStep(3, 180_000);
  expect(Number.isFinite(loss), `loss ${loss}`).toBe(true);
  await expect(flatline.vital("state")).toHaveText("running");
});
