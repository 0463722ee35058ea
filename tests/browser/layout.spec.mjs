// Where things lie, and light and dark.
import { controls } from "./flatline.page.mjs";
import { closedSettings, test, expect } from "./test.mjs";

/** How far the page can be scrolled across, by script and by the focus too, in pixels. */
const across = (page) =>
  page.evaluate(() =>
    Math.max(...[document.scrollingElement, document.querySelector(".page")].map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)));

/** Where verdict, network, switches, the two large sliders, loss and what was learned are on one screen. */
const screens = [
  ["a desktop", 1280, 800],
  ["a laptop whose browser leaves little height", 1280, 660],
  ["a phone", 360, 780],
  ["a tablet", 820, 1180],
  ["a frame in an article", 600, 400],
  ["a projector", 1024, 768],
  ["a projector with a browser's bars", 1024, 600],
  ["a large screen", 1920, 1080],
  ["a larger screen", 2560, 1440],
  ["1280 x 800 at 200 %", 640, 400],
];

test("cause and effect are on one screen of every size", async ({ flatline, page }) => {
  test.setTimeout(180_000);
  await closedSettings(page);
  await page.setViewportSize({ width: 360, height: 780 });
  await flatline.open("tries=asked");
  // With all that a verdict has to say.
  await expect(flatline.verdict()).toContainText("Vanishing");
  const seen = {
    ...Object.fromEntries(["BatchNorm", "ReLU", "ResNet", "Clipping"].map((label) => [label, flatline.switch(label)])),
    ...Object.fromEntries(["Depth", "Init scale"].map((label) => [label, flatline.number(label)])),
    "the verdict": flatline.verdict().getByRole("heading"),
    "the network": page.locator(".network .stage"),
    "the loss": page.getByRole("img", { name: "Chart of the loss over time" }),
    "what was learned": page.getByRole("img", { name: "What it has learned" }),
    Pause: flatline.button("Pause"),
    "what the loss beside it is of": page.getByText("batch loss"),
  };
  for (const [what, width, height] of screens) {
    await flatline.resize(width, height);
    expect(await across(page), `${what}: ${width} x ${height}`).toBe(0);
    for (const [name, part] of Object.entries(seen)) {
      await expect(part, `${name} on ${what}: ${width} x ${height}`).toBeInViewport({ ratio: 1 });
    }
  }
});

test("what is opened at the foot leaves network and verdict in sight at every size", async ({ browserName, flatline, page }) => {
  test.setTimeout(180_000);
  await closedSettings(page);
  await flatline.open("tries=asked");
  await expect(flatline.verdict()).toContainText("Vanishing");
  // Firefox takes twice as long for each: a desktop, a laptop and a phone stand for all.
  for (const [what, width, height] of browserName === "firefox" ? screens.slice(0, 3) : screens) {
    await flatline.resize(width, height);
    for (const tab of ["What helps", "Layer by layer", "Case"]) {
      const here = `${tab} on ${what}: ${width} x ${height}`;
      await flatline.openDrawer(tab);
      await expect(flatline.verdict().getByRole("heading"), here).toBeInViewport({ ratio: 1 });
      await expect(page.locator(".network .stage"), here).toBeInViewport({ ratio: 0.95 });
      const [stage, drawer] = [await page.locator(".network .stage").boundingBox(), await flatline.drawer().boundingBox()];
      expect(drawer.y, `${here} does not lie over the network`).toBeGreaterThanOrEqual(stage.y + 0.75 * stage.height);
      await flatline.drawer().getByRole("button", { name: "Close" }).click();
      await expect(flatline.drawer(), here).toBeHidden();
    }
    // As the page was opened.
    await page.evaluate(() => scrollTo(0, 0));
  }
});

test("the signal comes from the data", async ({ flatline, page }) => {
  await closedSettings(page);
  await flatline.open("tries=off");
  await flatline.waitForStep(5);
  const box = (selector) => page.locator(selector).boundingBox();
  const ground = (selector) => page.locator(selector).evaluate((element) => getComputedStyle(element).backgroundColor);
  for (const [width, height] of [[1280, 800], [1280, 660], [1920, 1080], [1024, 768]]) {
    const here = `${width} x ${height}`;
    await flatline.resize(width, height);
    const [data, stage, field] = [await box(".data .picture"), await box(".network .stage"), await box(".outcome .field")];
    const gap = stage.x - (data.x + data.width);
    expect(gap, here).toBeGreaterThanOrEqual(0);
    expect(gap, here).toBeLessThan(10);
    expect(field.x, here).toBeGreaterThanOrEqual(stage.x + stage.width);
    // The two pictures of points are told apart by more than their place.
    expect(await ground(".data .picture"), here).not.toBe(await ground(".outcome .field"));
    if (width >= 1180) await expect(page.locator(".network").getByText("Forward"), here).toBeInViewport({ ratio: 1 });
  }
});

test("what is not in sight on a small frame is reached by scrolling", async ({ flatline, page }) => {
  await page.setViewportSize({ width: 600, height: 400 });
  await flatline.open();
  await flatline.waitForStep(3);
  for (const control of [flatline.choice("Case"), flatline.button("Compare"), flatline.button("Layer by layer")]) {
    await control.scrollIntoViewIfNeeded();
    await expect(control).toBeInViewport({ ratio: 1 });
  }
});

test("nothing reaches over the side of a phone", async ({ flatline, page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await flatline.open();
  await expect(flatline.verdict()).toContainText("Vanishing");
  expect(await across(page)).toBe(0);
  for (const [role, label] of controls) {
    const control = flatline.control(role, label);
    const { x, width } = await control.boundingBox();
    expect(x, `left of ${label}`).toBeGreaterThanOrEqual(0);
    expect(x + width, `right of ${label}`).toBeLessThanOrEqual(360);
  }
});

test("scrolled, nothing lies over the compared networks of a phone", async ({ flatline, page }) => {
  for (const height of [780, 640]) {
    await page.setViewportSize({ width: 360, height });
    await flatline.open("tries=off&versus=residual=true");
    await flatline.waitForStep(10);
    for (const far of [60, 120, 180, 240, 300, 400, 600]) {
      const over = await page.evaluate((far) => {
        document.querySelector(".page").scrollTop = far;
        document.scrollingElement.scrollTop = far;
        const places = [...document.querySelectorAll(".network canvas")].map((canvas) => canvas.getBoundingClientRect());
        const seen = places.flatMap(({ x, y, width, height }) => [0.1, 0.5, 0.9].map((share) => [x + width / 2, y + share * height]));
        const covers = ([x, y]) => {
          const top = document.elementFromPoint(x, y);
          return top && !top.closest(".network, .top, .headline, .transport") ? `${top.className || top.tagName} at ${y}` : [];
        };
        return { covers: seen.flatMap(covers), seen: seen.length };
      }, far);
      expect(over.seen).toBeGreaterThan(5);
      expect(over.covers, `${height} high, scrolled by ${far}`).toEqual([]);
    }
  }
});

test("on a phone the loss and the switches come before the other settings", async ({ flatline, page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await flatline.open();
  const top = async (locator) => (await locator.boundingBox()).y;
  const loss = await top(page.getByRole("img", { name: "Chart of the loss over time" }));
  const switches = await top(flatline.switch("BatchNorm"));
  const depth = await top(flatline.number("Depth"));
  expect([loss, switches, depth]).toEqual([loss, switches, depth].toSorted((one, other) => one - other));
});

test.describe("on a system that is dark", () => {
  test.use({ colorScheme: "dark" });

  test("the page is dark, and can be made light", async ({ flatline, page }) => {
    await flatline.open();
    await flatline.waitForStep(3);
    expect(await paper(page)).toBeLessThan(60);
    await flatline.switchTheme();
    await expect.poll(() => paper(page), "light by choice").toBeGreaterThan(200);
    await page.reload();
    await expect.poll(() => paper(page), "the choice is kept").toBeGreaterThan(200);
    await flatline.switchTheme();
    await expect.poll(() => paper(page), "dark by choice").toBeLessThan(60);
    await flatline.switchTheme();
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(() => paper(page), "the system's again").toBeGreaterThan(200);
  });
});

test("the page follows the system from light to dark, charts as well", async ({ flatline, page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await flatline.open();
  await flatline.waitForStep(3);
  await flatline.pause();
  expect(await paper(page)).toBeGreaterThan(200);
  const before = await page.evaluate(() => instruments.paints("Chart of the loss over time"));
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => paper(page)).toBeLessThan(60);
  await expect
    .poll(() => page.evaluate(() => instruments.paints("Chart of the loss over time")), "drawn in other colours")
    .toBeGreaterThan(before);
});

test("L makes the type large, for a projector; it is kept, and a link asks for it", async ({ flatline, page }) => {
  await closedSettings(page);
  await page.setViewportSize({ width: 1024, height: 768 });
  await flatline.open();
  await expect(flatline.verdict()).toContainText("Vanishing");
  const sizes = (selector) => page.locator(selector).evaluateAll((elements) =>
    elements.filter((element) => element.checkVisibility()).map((element) => parseFloat(getComputedStyle(element).fontSize)));
  const read = ".headline h2, .sentence, .block .name, .badge, .control .name label, .figures > p, .transport button";
  expect(Math.min(...(await sizes(read)))).toBeLessThan(20);
  await page.keyboard.press("l");
  await expect(flatline.button("Large type")).toHaveAttribute("aria-pressed", "true");
  // On the last one some browsers scale the desktop's layout.
  for (const [width, height, least] of [[1024, 768, 20], [1024, 600, 20], [1280, 800, 17]]) {
    await page.setViewportSize({ width, height });
    expect(Math.min(...(await sizes(read))), `${width} x ${height}`).toBeGreaterThanOrEqual(least);
    expect(Math.min(...(await sizes(".stage, .strip, .marks, .restarts, .foot")))).toBeGreaterThanOrEqual(14);
    for (const label of ["BatchNorm", "ReLU", "ResNet", "Clipping"]) await expect(flatline.switch(label)).toBeInViewport({ ratio: 1 });
    for (const label of ["Depth", "Init scale"]) await expect(flatline.number(label)).toBeInViewport({ ratio: 1 });
  }
  await page.reload();
  await expect(flatline.button("Large type")).toHaveAttribute("aria-pressed", "true");
  await flatline.button("Large type").click();
  expect(Math.min(...(await sizes(read)))).toBeLessThan(20);
  await flatline.open("type=large");
  await page.reload();
  await expect(flatline.button("Large type")).toHaveAttribute("aria-pressed", "true");
});

/** How light the page's ground is, 0 to 255. */
function paper(page) {
  return page.evaluate(() => {
    const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
    return (red + green + blue) / 3;
  });
}
