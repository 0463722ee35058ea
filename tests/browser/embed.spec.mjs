// The page in somebody else's article, which comes from another site than the demo: plain links, the tag with every method and
// event, and whatever else an article may send.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { test as base, expect } from "./test.mjs";

const events = ["ready", "step", "verdict", "change", "error"];
const paragraphs = "<p>It did not learn. </p>".repeat(100);

const test = base.extend({
  /** Opens an article of that body; the test fails where the browser had anything to complain about. */
  article: async ({ page, site }, use) => {
    const problems = [];
    page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    const bodies = new Map();
    const server = createServer((request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(`<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Article</title>${bodies.get(request.url) ?? ""}`);
    });
    await new Promise((listens) => server.listen(0, "localhost", listens));
    const origin = `http://localhost:${server.address().port}`;
    page.on("request", (request) => {
      const { origin: from, protocol } = new URL(request.url());
      const own = [origin, new URL(site.address).origin].includes(from) || ["data:", "blob:"].includes(protocol);
      if (!own) problems.push(`a request elsewhere: ${request.url()}`);
    });
    await use({
      origin,
      async open(body) {
        bodies.set("/", body);
        await page.goto(`${origin}/`);
      },
      /** With the tag's script, and every event of every demo noted. */
      async openWithTags(body) {
        await this.open(`<script src="${site.address}flatline-demo.js"></script>${body}`);
        await page.evaluate((events) => {
          window.noted = [];
          for (const demo of document.querySelectorAll("flatline-demo")) {
            for (const type of events) demo.addEventListener(type, ({ detail }) => noted.push({ demo: demo.id, type, detail }));
          }
        }, events);
      },
    });
    server.closeAllConnections();
    server.close();
    expect(problems, "problems in the browser").toEqual([]);
  },
});

/** Calls a demo's method; a sentence in `error` where the promise rejects. */
const call = (page, demo, method, ...given) =>
  page.evaluate(
    ([demo, method, given]) =>
      document.getElementById(demo)[method](...given).then((result) => ({ result }), (error) => ({ error: error.message })),
    [demo, method, given],
  );

/** What was noted of one kind of event. */
const noted = (page, type) => page.evaluate((type) => noted.filter((event) => event.type === type), type);

/** The step that a frame shows. */
const step = (frame) => frame.evaluate(() => Number(document.querySelector('[data-vital="step"]')?.textContent.replace(/\D/g, "") || 0));

const trained = (frame, steps) => expect.poll(() => step(frame), { timeout: 60_000 }).toBeGreaterThan(steps);

/** That a frame trains no further: one step may be under way. */
async function standsStill(...frames) {
  await frames[0].page().waitForTimeout(500);
  const before = await Promise.all(frames.map(step));
  await frames[0].page().waitForTimeout(1000);
  expect(await Promise.all(frames.map(step))).toEqual(before);
}

const frames = (page) => page.frames().slice(1);

test("plain links drive a frame, without any script in the article", async ({ article, page, site }) => {
  const small = "depth=3&width=8&points=50";
  await article.open(`
    <iframe name="f1" src="${site.address}#${small}" width="900" height="600"></iframe>
    <a target="f1" href="${site.address}#${small}&batch_norm=true">with BatchNorm</a>
    <a target="f1" href="${site.address}#${small}&seed=7">other weights</a>`);
  const [frame] = frames(page);
  await trained(frame, 40);
  const steps = await frame.evaluateHandle(() => {
    const shown = document.querySelector('[data-vital="step"]');
    const steps = [];
    new MutationObserver(() => steps.push(Number(shown.textContent))).observe(shown, { childList: true, characterData: true, subtree: true });
    return steps;
  });
  const before = await step(frame);
  await page.getByRole("link", { name: "with BatchNorm" }).click();
  await expect(frame.getByRole("switch", { name: "BatchNorm" })).toBeChecked();
  await trained(frame, before + 20);
  const fell = () => steps.evaluate((steps) => steps.some((step, index) => step < steps[index - 1]));
  expect(await fell(), "a hot change keeps the network").toBe(false);
  await page.getByRole("link", { name: "other weights" }).click();
  await expect.poll(fell, "a cold one begins anew").toBe(true);
});

test("every method of the tag does what it says, and every event tells of it", async ({ article, page }) => {
  test.setTimeout(120_000);
  await article.openWithTags(`<flatline-demo id="a" settings="depth=3&width=8&points=50&seed=3"></flatline-demo>`);
  const about = await page.evaluate(() => a.ready);
  expect(about).toMatchObject({ api: 1, settings: { depth: 3, width: 8, activation: "sigmoid", batch_norm: false, learning_rate: 0.1 } });
  expect(about.build).toMatch(/^[0-9a-f]{16}$/);
  await expect.poll(async () => (await noted(page, "step")).at(-1)?.detail.step ?? 0).toBeGreaterThan(20);

  const { result: rest } = await call(page, "a", "pause");
  expect(rest).toBeGreaterThan(20);
  expect(await call(page, "a", "step")).toEqual({ result: rest + 1 });
  expect(await call(page, "a", "step", 30)).toEqual({ result: rest + 31 });
  await expect.poll(async () => (await noted(page, "step")).at(-1).detail).toEqual({ step: rest + 31, loss: expect.any(Number), accuracy: expect.any(Number) });

  const { result: settings } = await call(page, "a", "set", { batch_norm: true, learning_rate: "0.05" });
  expect(settings).toMatchObject({ depth: 3, batch_norm: true, learning_rate: 0.05 });
  expect((await noted(page, "change")).map(({ detail }) => detail)).toEqual([
    { changes: { batch_norm: true, learning_rate: 0.05 }, restarts: false },
  ]);
  expect(await call(page, "a", "step", 2)).toEqual({ result: rest + 33 });

  const { result: back } = await call(page, "a", "rewind", 15);
  expect(back).toBeLessThanOrEqual(15);
  expect(await call(page, "a", "step")).toEqual({ result: back + 1 });

  expect((await call(page, "a", "apply", "residual")).result).toMatchObject({ residual: true });
  expect((await call(page, "a", "apply", "relu+learning_rate=0.2")).result).toMatchObject({ activation: "relu", learning_rate: 0.2 });
  expect((await call(page, "a", "run")).result).toBeGreaterThan(back);

  await expect.poll(async () => (await noted(page, "verdict")).length).toBeGreaterThan(0);
  const verdict = (await noted(page, "verdict")).at(-1).detail;
  expect(verdict).toMatchObject({ verdict: expect.stringMatching(/^[a-z-]+$/), name: expect.any(String), step: expect.any(Number) });
  expect(verdict.claim).toMatch(/\.$/);

  // A state of a run that goes on is trained again, its changes at their steps.
  const { result: state } = await call(page, "a", "getState");
  expect(state).toMatch(/^1:depth=3&.*changes=\d+:/);
  expect((await call(page, "a", "set", { depth: 5, batch_norm: false })).result).toMatchObject({ depth: 5, batch_norm: false });
  expect((await noted(page, "change")).at(-1).detail).toMatchObject({ changes: { depth: 5 }, restarts: true });
  expect((await call(page, "a", "setState", state)).result).toMatchObject({ depth: 3, batch_norm: false, residual: false });
  expect((await call(page, "a", "getState")).result).toBe(state);
  await expect.poll(async () => (await noted(page, "change")).at(-1).detail.changes).toMatchObject({ activation: "relu" });

  // One of a run that rests comes to rest there again, at the same loss.
  await expect.poll(async () => (await noted(page, "step")).at(-1).detail.step).toBeGreaterThan(60);
  const { result: stood } = await call(page, "a", "pause");
  const shown = async () => (await noted(page, "step")).at(-1).detail;
  await expect.poll(async () => (await shown()).step).toBe(stood);
  const was = await shown();
  const { result: resting } = await call(page, "a", "getState");
  expect(resting).toContain(`stop=${stood}`);
  await call(page, "a", "set", { seed: 9 });
  await call(page, "a", "step", 3);
  await expect.poll(async () => (await shown()).step).toBe(3);
  await call(page, "a", "setState", resting);
  await expect.poll(shown).toEqual(was);
  expect(await call(page, "a", "step")).toEqual({ result: stood + 1 });
  await call(page, "a", "run");

  const { result: picture } = await call(page, "a", "screenshot");
  const size = await page.evaluate(async (src) => {
    const image = Object.assign(new Image(), { src });
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, picture);
  expect(picture.slice(0, 22)).toBe("data:image/png;base64,");
  expect(Math.min(...size)).toBeGreaterThan(100);

  const times = await page.evaluate(() => noted.filter(({ type }) => type === "step").length);
  await page.waitForTimeout(1000);
  expect((await noted(page, "step")).length - times, "at most ten times a second").toBeLessThanOrEqual(11);
});

test("a wrong call is refused by a sentence, and changes nothing", async ({ article, page }) => {
  await article.openWithTags(`<flatline-demo id="a" settings="depth=3&width=8&points=50"></flatline-demo>`);
  await call(page, "a", "pause");
  await call(page, "a", "step", 5);
  const { result: state } = await call(page, "a", "getState");
  const wrong = [
    ["set", [{ depth: 2000 }], "Depth is 2000: it must be a whole number from 1 to 1000."],
    ["set", [{ depth: 5, width: 0 }], "Width is 0: it must be a whole number from 1 to 256."],
    ["set", [{ dpeth: 5 }], 'There is no setting "dpeth"; the nearest name is "depth".'],
    ["set", [{ theme: "pink" }], /^Theme is "pink": it must be/],
    ["set", [{ depth: null }], /^Depth is missing: it must be/],
    ["set", [{ depth: [3] }], /^Depth is a list: it must be/],
    ["set", [{ changes: "3:batch_norm=true" }], /setState/],
    ["set", [[]], /^The patch is a list: it must be/],
    ["set", [], /^The patch is missing: it must be/],
    ["step", [0], /^The number of steps is 0: it must be/],
    ["step", [1e9], /^The number of steps is 1000000000: it must be/],
    ["step", [{}], /^The number of steps is an object: it must be/],
    ["rewind", [-1], /^The step is -1: it must be/],
    ["rewind", ["back"], /^The step is "back": it must be/],
    ["apply", ["pills"], /^There is no remedy "pills"/],
    ["apply", ["learning_rate=fast"], /^Learning rate is "fast": it must be/],
    ["apply", [7], /^The remedy is 7: it must be/],
    ["setState", ["2:depth=3"], /^The state is "2:depth=3": it must be/],
    ["setState", ["1:depth=0"], /^Depth is 0: it must be/],
    ["setState", [{}], /^The state is an object: it must be/],
    ["call", ["constructor"], /^There is no method "constructor"/],
    ["call", ["embed", "depth=3"], /^There is no method "embed"/],
  ];
  for (const [method, given, said] of wrong) {
    const { error } = await call(page, "a", method, ...given);
    expect(error, `${method} ${JSON.stringify(given)}`).toMatch(said instanceof RegExp ? said : new RegExp(`^${said.replace(/[.?]/g, "\\$&")}$`));
    expect(error, "a whole sentence").toMatch(/^[A-Z].*[^.]\.$/s);
  }
  expect(await call(page, "a", "getState")).toEqual({ result: state });

  // What has diverged trains no further until something is done about it.
  await call(page, "a", "set", { depth: 20, width: 32, activation: "relu", init_scale: 10, learning_rate: 10 });
  expect((await call(page, "a", "step", 500)).error).toMatch(/no longer a number/);
  expect((await call(page, "a", "run")).error).toMatch(/no longer a number/);
  expect((await call(page, "a", "apply", "restart+init_scale=1+learning_rate=0.01")).result).toMatchObject({ init_scale: 1 });
  await expect.poll(async () => (await noted(page, "step")).at(-1).detail.step).toBeGreaterThan(5);
});

test("a thousand messages of any kind cause no error, and change nothing", async ({ article, page, site }) => {
  await article.open(`
    <iframe src="${site.address}#depth=3&width=8&points=50" width="900" height="600"></iframe>
    <script>
      const heard = [];
      addEventListener("message", ({ data }) => heard.push(data));
      let calls = 0;
      const call = (method, ...args) => new Promise((answered) => {
        const id = "call " + ++calls;
        addEventListener("message", function hear({ data }) {
          if (data.id !== id) return;
          removeEventListener("message", hear);
          answered(data);
        });
        frames[0].postMessage({ flatline: 1, id, method, args }, "*");
      });
    </script>`);
  const [frame] = frames(page);
  await trained(frame, 5);
  const { paused, state } = await page.evaluate(async () => {
    const { result: paused } = await call("pause");
    await call("set", { speed: "50" });
    return { paused, state: (await call("getState")).result };
  });
  const said = await page.evaluate(async () => {
    let seed = 1;
    const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
    const one = (list) => list[random(list.length)];
    const odd = () => one([
      undefined, null, true, 0, -1, 1.5, NaN, Infinity, 2 ** 60, 10n, "", "depth", "1:", "x".repeat(random(5000)), "\u0000\ud800", [], [[]], {},
      { depth: "deep" }, { [one(["__proto__", "depth", "toString", "seed"])]: one([null, {}, [], -1, "no"]) }, new Date(0), /x/g, new Map([[1, 2]]),
      new Uint8Array(3), new Error("e"), new Blob(["x"]),
    ]);
    const names = ["set", "step", "rewind", "apply", "setState", "hold", "Set", "run ", "", "__proto__", "constructor", "toString", "x".repeat(2000)];
    // A whole number is a step to go back to, and nothing is one step.
    const given = (method) => {
      const value = odd();
      if (method === "hold" && value === true || method === "rewind" && /^\d*$/.test(String(value)) && value !== "") return ["no"];
      if (method === "step" && (value === undefined || value === null) || method === "setState" && value === "1:") return ["no"];
      if (method === "set" && value && typeof value === "object" && !Array.isArray(value) && !Object.keys(value).length) return ["no"];
      return [value, odd()];
    };
    for (let count = 0; count < 1000; count++) {
      const method = one(names);
      const message = one([
        () => odd(),
        () => ({ flatline: odd(), id: 1, method: "run", args: [] }),
        () => ({ flatline: 1, id: one([undefined, null, {}, [], true]), method: "run", args: [] }),
        () => ({ flatline: 1, id: 1, method: one([undefined, null, {}, 7]), args: [] }),
        () => ({ flatline: 1, id: 1, method: "run", args: one([null, {}, "run", 7]) }),
        () => ({ flatline: "1", id: 1, method: "run" }),
        () => ({ id: 1, method: "run" }),
        () => ({ event: "ready", flatline: 1 }),
        () => ({ flatline: 1, id: count, method, args: given(method) }),
        () => JSON.stringify({ flatline: 1, id: count, method: "run", args: [] }),
      ])();
      frames[0].postMessage(message, "*");
    }
    return (await call("getState")).result;
  });
  expect(said).toBe(state);
  // The page may show it a frame later.
  await expect.poll(() => step(frame)).toBe(paused);
  const answers = await page.evaluate(() => heard.filter((data) => data?.flatline === 1 && "error" in data).map(({ error }) => error));
  expect(answers.length).toBeGreaterThan(20);
  for (const answer of answers) expect(answer).toMatch(/^[A-Z].*\.$/s);

  // Only the page around it is heard: neither a frame beside it, nor the demo itself.
  const call = { flatline: 1, id: 7, method: "set", args: [{ depth: 9 }] };
  await page.evaluate((call) => {
    const beside = document.body.appendChild(document.createElement("iframe"));
    beside.srcdoc = `<script>parent.frames[0].postMessage(${JSON.stringify(call)}, "*")<\/script>`;
  }, call);
  await frame.evaluate((call) => postMessage(call, "*"), call);
  await page.waitForTimeout(500);
  expect(await page.evaluate(async () => (await call("getState")).result)).toBe(state);
});

test("of steps and a run that are asked for at once, the last counts", async ({ article, page }) => {
  await article.openWithTags(`<flatline-demo id="a" settings="depth=3&width=8&points=50&tries=off"></flatline-demo>`);
  await page.evaluate(() => a.ready);
  const [frame] = frames(page);
  await trained(frame, 20);
  const steps = await page.evaluate(() => {
    const steps = a.step(20).then((result) => ({ result }), (error) => ({ error: error.message }));
    return a.run().then(() => steps);
  });
  // Where the run came before the first of them, none is taken.
  if (steps.error) expect(steps.error).toContain("0 of 20 steps were taken");
  await trained(frame, (await step(frame)) + 30);
  await call(page, "a", "pause");
  const { result: rest } = await call(page, "a", "step", 20);
  await page.waitForTimeout(500);
  expect(await step(frame), "and after a pause they are taken").toBe(rest);
});

test("a page that is in no frame hears nobody", async ({ flatline, page }) => {
  await flatline.open("depth=3");
  await flatline.waitForStep(3);
  await page.evaluate(() => postMessage({ flatline: 1, id: 1, method: "set", args: [{ depth: 9 }] }, "*"));
  await page.waitForTimeout(300);
  await expect(flatline.number("Depth")).toHaveValue("3");
});

test("of two demos one trains at a time: the one that is used, and out of view none", async ({ article, page, browserName }) => {
  // A pointer that BiDi moves in Firefox misses what is in a frame of another site.
  const press = (element) => (browserName === "firefox" ? element.dispatchEvent("click") : element.click());
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 1000, height: 900 });
  const tag = (id, more = "") => `<flatline-demo id="${id}" settings="depth=2&width=8&points=50" height="380" ${more}></flatline-demo>`;
  await article.openWithTags(`${tag("a")}${tag("b")}${paragraphs}`);
  await page.evaluate(() => Promise.all([a.ready, b.ready]));
  const [one, other] = frames(page);
  await trained(one, 20);
  await standsStill(other);

  // A click in the other, on its picture or on Run, gives it the turn.
  await press(other.locator(".stage").first());
  await trained(other, 20);
  await standsStill(one);
  await call(page, "a", "run");
  const before = await step(one);
  await trained(one, before + 10);
  await standsStill(other);
  await press(other.getByRole("button", { name: "Run", exact: true }));
  await trained(other, (await step(other)) + 10);

  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await standsStill(one, other);
  await page.evaluate(() => scrollTo(0, 0));
  await trained(other, (await step(other)) + 10);

  // What its visitor has paused stays so when its turn comes.
  await press(other.getByRole("button", { name: "Pause", exact: true }));
  await call(page, "a", "run");
  await page.evaluate(() => b.use());
  await standsStill(one, other);
});

test("an article of two cases, links that drive them, buttons, and a comparison: one trains at a time", async ({ article, page, site }) => {
  await article.openWithTags(`
    <h1>Two halves</h1>
    <iframe name="flat" src="${site.address}#case=sigmoid&tries=off" width="900" height="560"></iframe>
    <p><a target="flat" href="${site.address}#case=sigmoid&residual=true&tries=off">a way around</a></p>
    <flatline-demo id="boom" case="large-init" settings="tries=off" height="520"></flatline-demo>
    <button onclick="boom.apply('clipping')">Clip</button>
    ${paragraphs}
    <flatline-demo id="pair" settings="depth=6&versus=residual=true&tries=off" height="520"></flatline-demo>`);
  await trained(frames(page)[0], 20);
  await page.getByRole("link", { name: "a way around" }).click();
  await expect(frames(page)[0].getByRole("switch", { name: "ResNet" })).toBeChecked();
  // The explosion holds at its crash; a button of the article goes back and mends it.
  await page.evaluate(() => boom.scrollIntoView());
  await page.evaluate(() => boom.ready);
  const [, boom] = frames(page);
  await expect(boom.locator("[data-condition=diverged]")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Clip" }).click();
  await expect(boom.getByRole("switch", { name: "Clipping" })).toBeChecked();
  await trained(boom, 20);
  // The comparison is far below: it has both runs when one comes there, and those above stand still.
  await page.evaluate(() => pair.scrollIntoView());
  await page.evaluate(() => pair.ready);
  const below = frames(page).at(-1);
  await trained(below, 20);
  await expect(below.getByRole("radiogroup", { name: "Run", exact: true })).toBeVisible();
  await standsStill(...frames(page).slice(0, -1));
});

test("demos that are to run together do", async ({ article, page }) => {
  await page.setViewportSize({ width: 1000, height: 900 });
  const tag = (id) => `<flatline-demo id="${id}" together settings="depth=2&width=8&points=50" height="380"></flatline-demo>`;
  await article.openWithTags(`${tag("a")}${tag("b")}`);
  await page.evaluate(() => Promise.all([a.ready, b.ready]));
  for (const frame of frames(page)) await trained(frame, 20);
  const steps = await Promise.all(frames(page).map(step));
  for (const [index, frame] of frames(page).entries()) await trained(frame, steps[index] + 10);
});

test("a demo begins when it is seen, at a click, or when it is told to", async ({ article, page, site }) => {
  const tag = (id, more) =>
    `<flatline-demo id="${id}" settings="depth=2&width=8&points=50" height="380" ${more}><a href="${site.address}">The demo</a></flatline-demo>`;
  await article.openWithTags(`
    ${tag("a", `start="click" poster="${site.address}preview.png"`)}${tag("b", `start="never"`)}${paragraphs}${tag("c", "")}`);
  await page.waitForTimeout(300);
  expect(frames(page), "no frame before there is need").toHaveLength(0);
  await expect(page.locator("#b").getByRole("link")).toBeVisible();
  await page.locator("#a").getByRole("button", { name: "Run it" }).click();
  await page.evaluate(() => a.ready);
  await trained(frames(page)[0], 5);
  expect((await call(page, "b", "run")).result).toBeGreaterThanOrEqual(0);
  await trained(frames(page)[1], 5);
  await page.evaluate(() => c.scrollIntoView());
  await page.evaluate(() => c.ready);
  await trained(frames(page)[2], 5);
  // One that is taken out and put in begins anew.
  await page.evaluate(() => {
    const demo = a;
    demo.remove();
    document.body.prepend(demo);
  });
  await expect(page.locator("#a").getByRole("button", { name: "Run it" })).toBeVisible();
});

test("the tag's attributes are the link's entries, and those of the looks are followed", async ({ article, page }) => {
  await article.openWithTags(`
    <flatline-demo id="a" case="deep-sigmoid" settings="width=8&depth=4&verdict=off&tries=off" story="30:batch_norm=true"
      controls="few" panels="top,loss" theme="dark" speed="50" lang="en" height="400"></flatline-demo>`);
  const { settings } = await page.evaluate(() => a.ready);
  expect(settings).toMatchObject({ depth: 4, width: 8, batch_norm: false });
  const [frame] = frames(page);
  const theme = () => frame.evaluate(() => document.documentElement.dataset.theme);
  expect(await theme()).toBe("dark");
  await expect(frame.locator(".switches")).toBeHidden();
  await expect(frame.getByRole("slider", { name: "Rewind" })).toBeVisible();
  await expect(frame.getByRole("combobox", { name: "Speed" })).toHaveValue("50");
  await expect.poll(async () => (await noted(page, "change")).map(({ detail }) => detail.changes)).toEqual([{ batch_norm: true }]);
  expect(await noted(page, "verdict"), "a link may hide it").toEqual([]);
  expect(await page.evaluate(() => a.clientHeight)).toBe(400);
  await page.evaluate(() => a.setAttribute("theme", "light"));
  await expect.poll(theme).toBe("light");
  await page.evaluate(() => a.setAttribute("speed", "1000"));
  await expect(frame.getByRole("combobox", { name: "Speed" })).toHaveValue("1000");
  await page.evaluate(() => a.setAttribute("theme", "pink"));
  await expect.poll(async () => (await noted(page, "error")).map(({ detail }) => detail.message)).toEqual([
    expect.stringMatching(/^Theme is "pink"/),
  ]);
});

test("each case of the tag is the page's", async ({ page, site, flatline }) => {
  test.setTimeout(120_000);
  await flatline.open("start=click");
  await expect(page.getByRole("combobox", { name: "Case" })).toBeVisible();
  const names = await page.getByRole("combobox", { name: "Case" }).locator("option").evaluateAll((options) => options.map(({ value }) => value));
  const cases = names.filter((name) => /^[a-z-]+$/.test(name));
  expect(cases.length).toBe(8);
  await page.addScriptTag({ url: `${site.address}flatline-demo.js` });
  for (const name of cases) {
    const address = await page.evaluate((name) => {
      const demo = document.createElement("flatline-demo");
      demo.setAttribute("case", name);
      demo.setAttribute("settings", "start=click");
      document.body.append(demo);
      demo.begin();
      const { src } = demo.frame;
      demo.remove();
      return src;
    }, name);
    await flatline.editAddress(new URL(address).hash);
    await expect(page.getByRole("combobox", { name: "Case" })).toHaveValue(name);
  }
});

test("without scripts the tag's content stands there", async ({ browser, site }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.setContent(`
    <script src="${site.address}flatline-demo.js"></script>
    <flatline-demo case="sigmoid"><a href="${site.address}">Run it there <img src="${site.address}preview.png" alt="A network"></a></flatline-demo>`);
  await expect(page.getByRole("link", { name: "Run it there A network" })).toBeVisible();
  await context.close();
});

test("a host that listens is told a height, by the frame's width alone", async ({ article, page, site }) => {
  await article.open(`
    <script>
      const heard = [];
      addEventListener("message", ({ data }) => heard.push(data));
    </script>
    <iframe src="${site.address}#depth=2&width=8" width="800" height="300"></iframe>`);
  const [frame] = frames(page);
  await trained(frame, 3);
  const heights = () => page.evaluate(() => heard.filter(({ subject }) => subject).map(({ subject, height }) => [subject, height]));
  expect(await heights()).toEqual([["lti.frameResize", 500]]);
  const embedly = await page.evaluate(() => heard.filter((data) => typeof data === "string").map(JSON.parse));
  expect(embedly).toEqual([{ src: expect.stringContaining(site.address), context: "iframe.resize", height: 500 }]);
  const resize = (size) => page.evaluate((size) => Object.assign(document.querySelector("iframe"), size), size);
  await resize({ height: 500 });
  await page.waitForTimeout(300);
  expect(await heights()).toHaveLength(1);
  await resize({ width: 640 });
  await expect.poll(heights).toEqual([["lti.frameResize", 500], ["lti.frameResize", 400]]);
  await resize({ width: 360 });
  await expect.poll(async () => (await heights()).at(-1), "the parts lie under one another").toEqual(["lti.frameResize", 560]);
});

test("the page of the API calls every method, and notes every event", async ({ flatline, page, site }) => {
  await page.goto(`${site.address}api.html`);
  const answer = async (method) => {
    const form = page.locator(`#call-${method}`);
    await form.getByRole("button").click();
    const output = form.locator("xpath=..").locator("output");
    await expect(output).not.toHaveText("\u2026");
    return output;
  };
  for (const method of ["ready", "set", "run", "pause", "step", "rewind", "apply", "getState", "run", "screenshot"]) {
    await expect(await answer(method), method).not.toHaveClass("error");
  }
  await page.locator("#call-step input").fill('"ten"');
  await expect(await answer("step")).toHaveText('The number of steps is "ten": it must be a whole number from 1 to 10000.');
  for (const event of ["ready", "step", "verdict", "change"]) {
    await expect(page.locator(`#event-${event} .count`), event).not.toHaveText("0");
  }
  const frame = page.frameLocator("iframe[name=plain]");
  await page.locator("iframe[name=plain]").scrollIntoViewIfNeeded();
  await expect(frame.getByRole("switch", { name: "BatchNorm" })).not.toBeChecked();
  await page.getByRole("link", { name: "switch BatchNorm on" }).click();
  await expect(frame.getByRole("switch", { name: "BatchNorm" })).toBeChecked();
});

test("the types name what the tag has", () => {
  const script = readFileSync("web/flatline-demo.js", "utf8");
  const types = readFileSync("web/flatline-demo.d.ts", "utf8");
  expect(Buffer.byteLength(script.replace(/^ +/gm, "").replace(/^\/\/.*\n/gm, ""))).toBeLessThan(5 << 10);
  const typed = types.slice(types.indexOf("interface FlatlineDemo "), types.indexOf("addEventListener"));
  const methods = [...typed.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
  const own = /for \(const method of \[(.*?)\]/.exec(script)[1].match(/\w+/g);
  expect(methods.toSorted()).toEqual(own.toSorted());
  const told = /interface FlatlineEventMap \{(.*?)\}/s.exec(types)[1];
  expect([...told.matchAll(/^ {2}(\w+):/gm)].map(([, name]) => name)).toEqual(events);
});
