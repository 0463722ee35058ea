// Links that were cut, joined and bent on their way: always a page that answers and, where something is wrong, a sentence.
import { test, expect } from "./test.mjs";

/** How many links are opened: `LINKS=1000 npx playwright test mutated-links` for all of them. Firefox has a third of them: it may
 * write an address in other letters, and the page's answer is the same program's. */
const links = (browserName) => Number(process.env.LINKS ?? (browserName === "firefox" ? 20 : 60));

const corpus = [
  "depth=3&activation=sigmoid&init_scale=0.5&batch_norm=true",
  "depth=4&changes=20:activation=relu;40:clip=norm,clip_max=1&seed=7",
  "width=8&dataset=digits&optimizer=adam&learning_rate=0.01&backend=cpu",
  "depth=2&dropout=0.5&residual=true&residual_scale=0.5&points=50&noise=0.2",
];
const words = ["99999999999999999999", "-1", "1e999", "NaN", "%", "%E4", "&", "=", ";", ":", ",", "#", "depth", "changes", "\u{1f600}", "<img src=x onerror=alert(1)>", "'\"`"];

/** Marsaglia's xorshift: the same links each time. */
function generator(state) {
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function mutated(below) {
  let link = corpus[below(corpus.length)];
  for (let times = below(5); times >= 0; times--) {
    const [from, to] = [below(link.length + 1), below(link.length + 1)].sort((a, b) => a - b);
    const word = words[below(words.length)];
    const other = corpus[below(corpus.length)];
    link = [
      () => link.slice(0, from) + word + link.slice(from),
      () => link.slice(0, from) + link.slice(to),
      () => link.slice(0, to) + link.slice(from),
      () => link.slice(0, from) + other.slice(below(other.length)),
      () => link.slice(0, from) + (link.slice(from, to) + "&").repeat(below(30) === 0 ? 20_000 : 3).slice(0, 900_000) + link.slice(to),
    ][below(5)]();
  }
  return link;
}

test("mutated links, each opened in the running page: it answers within a second, and says what it did not take", async ({ browserName, flatline, page }) => {
  const count = links(browserName);
  test.setTimeout(60_000 + count * 2_000);
  await flatline.open();
  await flatline.waitForStep(5);
  const below = generator(20261126);
  let slowest = 0;
  let notices = 0;
  for (let number = 0; number < count; number++) {
    const link = mutated(below);
    // From the edit until a frame has been drawn after it.
    const took = await page.evaluate((link) => new Promise((done) => {
      const begin = performance.now();
      location.hash = link;
      addEventListener("hashchange", () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin))), { once: true });
      setTimeout(() => done(-1), 5000);
    }), link);
    slowest = Math.max(slowest, took);
    expect(took, `link ${number}: ${link.slice(0, 300)}`).toBeLessThan(1000);
    // What is in the address now is what the page takes it for, and what it takes to be itself again.
    notices += await page.locator(".notices .notice").count();
    expect(await page.locator(".notices").evaluate((all) => all.getBoundingClientRect().height), "notices are bounded").toBeLessThan(300);
    expect(await page.evaluate(() => document.querySelectorAll(".notices img").length), "what it says is text").toBe(0);
    if (number % 10 === 9) {
      // Nothing that was asked for keeps the next from being had.
      await page.evaluate(() => (location.hash = "depth=2&width=8"));
      await expect(flatline.number("Depth")).toHaveValue("2");
      await expect(flatline.number("Width")).toHaveValue("8");
      for (const button of await page.getByRole("button", { name: "Dismiss" }).all()) await button.click({ timeout: 1000 }).catch(() => {});
      await flatline.settled(30_000);
    }
  }
  expect(notices, "something was wrong with some of them").toBeGreaterThan(count / 10);
  const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  expect(heap).toBeLessThan(200e6);
  console.log(`${count} links, the slowest answer after ${Math.round(slowest)} ms`);
  await page.evaluate(() => (location.hash = "depth=2&width=8"));
  await flatline.settled(30_000);
  await expect(flatline.vital("state")).toHaveText(/running|paused|diverged/);
});
