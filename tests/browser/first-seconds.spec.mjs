// The first seconds of a visit, with nothing cached: what is there when, in this order, and nothing on the page jumps. How fast
// it is on this machine is measured by bench/first-loss.mjs; the bounds here are ten times what is asked for.
import { test, expect } from "./test.mjs";

/** Notes when what can be seen is there, in milliseconds since the visit began, and every shift of the layout. */
function watch() {
  const seen = (window.seen = {});
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifts.push(value);
  }).observe({ type: "layout-shift", buffered: true });
  const find = (selector) => document.querySelector(selector);
  const parts = {
    network: () => (find(".stage canvas")?.width ?? 0) > 200,
    step: () => Number(find('[data-vital="step"]')?.textContent) >= 1,
    pulse: () => /the gradient reaches layer \d/.test(find(".stage")?.ariaLabel ?? ""),
    verdict: () => find(".headline")?.dataset.condition === "vanishing",
    tried: () => find('.block[data-badge="helped"]') !== null,
  };
  const look = () => {
    for (const [part, there] of Object.entries(parts)) if (!(part in seen) && there()) seen[part] = performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

for (const [width, height] of [[1280, 800], [600, 400], [360, 780]]) {
  test(`${width} x ${height}: the network, its first step, how far the gradient gets, the verdict, and what helps; nothing jumps`, async ({ flatline, page }) => {
    await page.setViewportSize({ width, height });
    await page.addInitScript(watch);
    await page.addInitScript(() => localStorage.setItem("flatline.more", "closed"));
    await flatline.open("backend=cpu");
    await page.waitForFunction(() => "tried" in window.seen, undefined, { timeout: 60_000 });
    await expect(flatline.tried()).toContainText("Tried at step", { timeout: 60_000 });
    await flatline.waitForSteps(30);
    const { seen, shifts } = await page.evaluate(() => ({ seen: window.seen, shifts: window.shifts }));
    expect(seen.network).toBeLessThan(3000);
    expect(seen.pulse).toBeLessThan(10_000);
    expect(seen.network, "drawn before it has trained").toBeLessThan(seen.step);
    expect(seen.step).toBeLessThanOrEqual(seen.verdict);
    expect(seen.verdict, "remedies are of an ill run").toBeLessThan(seen.tried);
    expect(shifts.reduce((sum, shift) => sum + shift, 0), "layout shift").toBeLessThan(0.02);
  });
}
