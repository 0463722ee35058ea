// A page that breaks while it is used says so, and what is not the page's fault does not break it.
import { test, expect } from "./test.mjs";

const bar = (page) => page.getByRole("alert").filter({ hasText: "Something in this page has failed" });

async function reload(flatline, page) {
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(bar(page)).toHaveCount(0);
  await expect(flatline.number("Depth")).toHaveValue("12");
  await flatline.waitForStep(3);
}

test.describe("an exception in the page", () => {
  test.use({ expectedProblems: /thrown by the test/ });

  for (const [kind, fail] of [
    ["thrown", () => setTimeout(() => { throw new Error("thrown by the test"); })],
    ["rejected", () => void Promise.reject(new Error("thrown by the test"))],
  ]) {
    test(`that is ${kind} is said in a bar that stays, and a reload keeps the address`, async ({ flatline, page }) => {
      await flatline.open("depth=12");
      await flatline.waitForStep(3);
      await expect(bar(page)).toHaveCount(0);
      await page.evaluate(fail);
      await expect(bar(page)).toBeVisible();
      await flatline.waitForSteps(20);
      await expect(bar(page)).toBeVisible();
      await reload(flatline, page);
    });
  }
});

test.describe("a panic of the page", () => {
  test.use({ expectedProblems: /panicked at/ });

  test("is said in a bar, told to the console once, and a reload keeps the address", async ({ flatline, page }) => {
    const told = [];
    page.on("console", (message) => message.type() === "error" && told.push(message.text()));
    page.on("pageerror", (error) => told.push(error.message));
    await flatline.open("depth=12");
    await flatline.waitForStep(3);
    // What a view is made of cannot be made any more.
    await page.evaluate(() => {
      Node.prototype.cloneNode = () => {
        throw new TypeError("refused by the test");
      };
    });
    // Whatever makes a view first: a click on a tab at the latest, over which the bar may lie by then.
    await flatline.button("Update sum").dispatchEvent("click");
    await expect(bar(page)).toBeVisible();
    await page.waitForTimeout(1000);
    expect(told.filter((text) => /panicked/.test(text)), told.join("\n")).toHaveLength(1);
    expect(told.filter((text) => /unreachable/.test(text) && !/panicked/.test(text))).toEqual([]);
    await reload(flatline, page);
  });
});

test("what is no fault of the page raises no bar", async ({ flatline, page }) => {
  await flatline.open();
  await flatline.waitForStep(3);
  await page.evaluate(() => {
    // As a browser says that a layout took two rounds, and that something was given up.
    dispatchEvent(new ErrorEvent("error", { message: "ResizeObserver loop completed with undelivered notifications." }));
    dispatchEvent(new PromiseRejectionEvent("unhandledrejection", {
      promise: new Promise(() => {}), reason: new DOMException("given up", "AbortError"),
    }));
    document.body.append(Object.assign(new Image(), { src: "data:image/png;base64,AAAA" }));
  });
  await flatline.waitForSteps(10);
  await expect(bar(page)).toHaveCount(0);
});
