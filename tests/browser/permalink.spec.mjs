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

test("a run that takes the place of one at full speed holds where its link says", async ({ flatline }) => {
  await flatline.open("depth=4&speed=full&tries=off");
  for (const stop of [1, 2]) {
    await flatline.waitForStep(50);
    await flatline.editAddress(`depth=4&seed=${stop}&speed=full&tries=off&stop=${stop}`);
    await expect.poll(() => flatline.stepCount()).toBe(stop);
    await expect(flatline.vital("state")).toHaveText("paused");
    await flatline.editAddress("depth=4&speed=full&tries=off");
    await flatline.run();
  }
});

test("an edit is not written over by a change in the same moment", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(3);
  await page.evaluate(() => {
    location.hash = "seed=3";
    // Before the browser tells of the edit.
    document.querySelector('[role="switch"]').click();
  });
  await expect(flatline.number("Seed")).toHaveValue("3");
  await expect.poll(() => flatline.fragment()).toBe("seed=3");
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
  // Of one address 5 are named.
  for (const some of [wrong.slice(0, 4), wrong.slice(4)]) {
    await flatline.open("");
    await flatline.editAddress([...some.map(([entry]) => entry), "seed=3"].join("&"));
    for (const [entry, reason] of some) {
      await expect(flatline.notice("in the address"), entry).toContainText(`“${entry}”: ${reason}`);
    }
    await expect(flatline.number("Seed")).toHaveValue("3");
    await expect(flatline.number("Depth")).toHaveValue("10");
    await expect.poll(() => flatline.fragment(), "what was ignored is gone").toBe("seed=3");
    await flatline.waitForStep(5);
  }
});

test("of many wrong entries five are named and the others counted, and the next address takes their notice away", async ({ flatline, page }) => {
  await flatline.open(Array.from({ length: 12 }, (_, index) => `x${index}=1`).join("&"));
  await expect(flatline.notice("in the address")).toContainText("“x4=1”");
  await expect(flatline.notice("in the address")).toContainText(/And 7 more\./);
  await expect(flatline.notice("in the address")).not.toContainText("“x5=1”");
  await flatline.editAddress("y=1");
  await expect(flatline.notice("in the address")).toHaveCount(1);
  await expect(flatline.notice("in the address")).toContainText("“y=1”");
  await flatline.editAddress("depth=12");
  await expect(flatline.notice("in the address")).toHaveCount(0);
});

test.describe("a link of 1 MB", () => {
  // Firefox follows no address of more than 1,048,576 bytes.
  const long = `depth=12&${"a=b&".repeat(262_000)}`;

  test("opens as quickly as any, and what is ignored of it is named in a few lines", async ({ flatline, page }) => {
    await flatline.open();
    await flatline.waitForStep(3);
    const usual = await page.evaluate(() => performance.now());
    await page.goto("about:blank");
    await flatline.open(long);
    await flatline.waitForStep(1, usual + 3000);
    const notice = flatline.notice("Ignored in the address");
    await expect(notice).toContainText(/And [\d\u202f]+ more\./);
    expect((await notice.boundingBox()).height).toBeLessThan(160);
    await expect(flatline.number("Depth")).toHaveValue("12");
    await expect.poll(() => flatline.fragment()).toBe("depth=12");
    await flatline.toggle("BatchNorm");
    await expect.poll(() => flatline.fragment()).toBe("depth=12&batch_norm=true");
  });

  test("is followed as quickly where the address is edited", async ({ flatline, page }) => {
    await flatline.open("depth=11");
    await flatline.waitForStep(3);
    // From the edit until the controls follow.
    const took = await page.evaluate((fragment) => new Promise((took) => {
      const before = performance.now();
      addEventListener("hashchange", () => requestAnimationFrame(() => took(performance.now() - before)), { once: true });
      location.hash = fragment;
    }), long);
    expect(took, "milliseconds").toBeLessThan(2000);
    await expect(flatline.number("Depth")).toHaveValue("12");
    await expect(flatline.notice("Ignored in the address")).toBeVisible();
    await flatline.waitForSteps(3);
  });
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
  await expect(page.getByText(/WebGPU was asked for\. (This browser has no WebGPU|WebGPU finds no graphics adapter here)/)).toBeVisible();
});

test("a class that predicts first is told nothing: neither verdict, nor case, nor what helps", async ({ flatline, page }) => {
  await flatline.open("verdict=off&tries=off");
  await flatline.waitForStep(120);
  await expect(flatline.verdict()).toBeHidden();
  await expect(page).toHaveTitle("Flatline");
  for (const text of ["Vanishing", "It is not learning", "What helps", "Update sum"]) {
    await expect(page.getByText(text)).toHaveCount(0);
  }
  await expect(flatline.choice("Case"), "its name would say it").toHaveValue("");
  expect(flatline.fragment(), "it stays in the address").toBe("tries=off&verdict=off");
  await flatline.editAddress("");
  await expect(flatline.verdict()).toContainText("Vanishing");
});
