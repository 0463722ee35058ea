// The page as a visitor uses it: every method is something that one does or reads there.
import { expect } from "./expect.mjs";

/** Every control that the page has in the open: its role and its visible label. */
export const controls = [
  ["switch", "BatchNorm"],
  ["switch", "ReLU"],
  ["switch", "ResNet"],
  ["switch", "Clipping"],
  ["spinbutton", "Depth"],
  ["spinbutton", "Width"],
  ["spinbutton", "Init scale"],
  ["combobox", "Activation"],
  ["combobox", "Optimizer"],
  ["spinbutton", "Learning rate"],
  ["spinbutton", "Batch size"],
  ["combobox", "Data"],
  ["spinbutton", "Seed"],
  ["button", "Pause"],
  ["button", "Step"],
  ["button", "Restart"],
];

/** How often the steps in a series went back, as they do when a new network begins. */
export function restarts(steps) {
  return steps.filter((step, index) => step < steps[index - 1]).length;
}

export class Flatline {
  constructor(page, address) {
    this.page = page;
    this.address = address;
  }

  /** Opens the page with that fragment, such as `depth=30&batch_norm=true`. */
  async open(fragment = "") {
    await this.page.goto(this.address + (fragment && `#${fragment}`));
  }

  /** Edits the address of the page that is open. */
  async editAddress(fragment) {
    await this.page.evaluate((hash) => (location.hash = hash), fragment);
  }

  /** The address's fragment, without its `#`. */
  fragment() {
    return new URL(this.page.url()).hash.slice(1);
  }

  control(role, label) {
    return this.page.getByRole(role, { name: label, exact: true });
  }

  number(label) {
    return this.control("spinbutton", label);
  }

  choice(label) {
    return this.control("combobox", label);
  }

  switch(label) {
    return this.control("switch", label);
  }

  button(label) {
    return this.control("button", label);
  }

  /** Types a number and confirms it. */
  async setNumber(label, text) {
    await this.number(label).fill(text);
    await this.number(label).press("Enter");
  }

  async choose(label, option) {
    await this.choice(label).selectOption({ label: option });
  }

  async toggle(label) {
    await this.switch(label).click();
  }

  /** Unfolds the settings that are not in the open. */
  async openMoreSettings() {
    const button = this.button("More settings");
    if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
  }

  async run() {
    await this.button("Run").click();
  }

  /** Pauses, and waits until the trainer has come to rest. */
  async pause() {
    await this.button("Pause").click();
    await expect(this.vital("state")).toHaveText("paused");
    await this.settled();
  }

  async step() {
    await this.button("Step").click();
  }

  /** Restarts, and waits until the new network is the one that is shown. */
  async restart() {
    await this.button("Restart").click();
    await this.settled();
  }

  /** Waits until what is shown is of all that was asked of the trainer: networks begun, training begun or at rest. */
  async settled(timeout) {
    await expect(this.page.getByRole("region", { name: "Charts over time" })).toHaveAttribute("aria-busy", "false", { timeout });
  }

  /** Gives the window that size; drawings follow in the next frames. */
  async resize(width, height) {
    await this.page.setViewportSize({ width, height });
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))));
  }

  /** Takes what the network is computed on: `CPU` or `WebGPU`. */
  async computeOn(label) {
    await this.page.getByRole("radiogroup", { name: "Computed on" }).getByText(label, { exact: true }).click();
  }

  /** The text of one vital sign. */
  vital(name) {
    return this.page.locator(`[data-vital="${name}"]`);
  }

  async stepCount() {
    return this.page.evaluate(() => instruments.vital("step"));
  }

  async loss() {
    return this.page.evaluate(() => instruments.vital("loss"));
  }

  async accuracy() {
    return this.page.evaluate(() => instruments.vital("accuracy"));
  }

  /** Takes the network back to the first checkpoint, by the keyboard. */
  async rewindToStart() {
    await this.page.getByRole("slider", { name: "Rewind" }).press("Home");
  }

  /** Waits until that many steps are done, and gives the loss then. */
  async waitForStep(step, timeout = 60_000) {
    const reached = await this.page.waitForFunction(
      (wanted) => instruments.vital("step") >= wanted && { loss: instruments.vital("loss") },
      step,
      { timeout },
    );
    return (await reached.jsonValue()).loss;
  }

  /** Waits until that many more steps are done. */
  async waitForSteps(more, timeout) {
    return this.waitForStep((await this.stepCount()) + more, timeout);
  }

  async waitForLossBelow(bound, timeout = 60_000) {
    await this.page.waitForFunction((bound) => instruments.vital("loss") < bound, bound, { timeout });
  }

  /** Notes every value that a vital sign shows from now on; the function it gives returns them. */
  async follow(name) {
    await expect(this.vital(name)).toBeAttached();
    const series = await this.page.evaluateHandle((name) => instruments.follow(name), name);
    return () => series.jsonValue();
  }

  /** Notes the steps shown from now on; the function it gives returns them. */
  async followSteps() {
    const texts = await this.follow("step");
    return async () => (await texts()).map(Number);
  }

  /** Clicks the control, and gives how many frames later, at the latest, another text or value was shown in the element. */
  async reaction(control, element) {
    await element.evaluate((element) => {
      const read = () => (element instanceof HTMLSelectElement ? element.value : element.textContent);
      const before = read();
      window.reaction = new Promise((shown) => {
        const look = (frames) => requestAnimationFrame(() => (read() === before ? look(frames + 1) : shown(frames)));
        addEventListener("click", () => look(1), { once: true, capture: true });
      });
    });
    await control.click();
    return this.page.evaluate(() => window.reaction);
  }

  /** What is written on a chart: names of axes and lines, and of the marks of changes. */
  async writtenOn(chart) {
    return this.page.evaluate((chart) => instruments.written(chart), chart);
  }

  /** The verdict: a word and two sentences. */
  verdict() {
    return this.page.getByRole("region", { name: "Verdict", exact: true });
  }

  /** What is behind the picture. */
  drawer() {
    return this.page.getByRole("region", { name: "Details", exact: true });
  }

  /** Opens the drawer there: `What helps`, `Layer by layer`, `Update sum`, `Case`. */
  async openDrawer(tab) {
    const button = this.page.locator(".drawer-tabs").getByRole("button", { name: tab, exact: true });
    if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
    await expect(button).toHaveAttribute("aria-expanded", "true");
    // It is scrolled into sight with the next frame.
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  /** The button of a remedy that helped a copy. */
  remedy(label) {
    return this.tried().getByRole("button", { name: label, exact: true });
  }

  /** What is said of remedies: what helped, what did not, how far the trials are. */
  tried() {
    return this.page.locator(".tried");
  }

  /** Waits until all was tried, and gives the remedies that are offered: label, loss, and whether they restart the run. */
  async remedies(timeout = 120_000) {
    await expect(this.tried()).toContainText("Tried at step", { timeout });
    return this.tried().locator("ul.remedies").getByRole("button", { includeHidden: true }).evaluateAll((buttons) =>
      buttons.map((button) => ({
        label: button.querySelector(".name").textContent,
        loss: Number(button.dataset.loss),
        from: Number(button.dataset.from),
        restarts: button.textContent.includes("restarts"),
      })));
  }

  /** Clicks the first remedy of that label, which may be folded. */
  async take(label) {
    await this.tried().evaluate((tried, label) => {
      const button = [...tried.querySelectorAll("button.remedy")].find((button) => button.querySelector(".name").textContent === label);
      button.closest("details")?.setAttribute("open", "");
      button.click();
    }, label);
  }

  /** What did not help: each with its loss and why. */
  async didNotHelp() {
    return this.tried().locator(".did-not-help li").evaluateAll((items) =>
      items.map((item) => [".name", ".figure", ".why"].map((part) => item.querySelector(part).textContent)));
  }

  /** The check of the update sum, beside the diagnosis. */
  async openUpdateSum() {
    await this.openDrawer("Update sum");
  }

  /** Puts a copy of the network beside it. */
  async compare() {
    await this.button("Compare").click();
  }

  /** Chooses which of the compared runs is shown, by its name: `A` or `B`. */
  async chooseRun(name) {
    const runs = this.page.getByRole("radiogroup", { name: "Run", exact: true });
    await runs.locator("label").filter({ has: this.page.getByText(name, { exact: true }) }).click();
  }

  /** The sentences that can be read and dismissed. */
  notice(text) {
    return this.page.getByRole("paragraph").filter({ hasText: text }).filter({ has: this.button("Dismiss") });
  }

  /** The list of keys. */
  keys() {
    return this.page.getByRole("dialog", { name: "Keys" });
  }

  /** Gives the system those colours, and waits until the page has them. */
  async followSystem(colorScheme) {
    await this.page.emulateMedia({ colorScheme });
    await this.page.waitForFunction((wanted) =>
      document.documentElement.dataset.theme === wanted && document.getAnimations().every(({ playState }) => playState !== "running"), colorScheme);
    // Drawings follow in the next frames.
    await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  /** Goes to the next of system, light and dark. */
  async switchTheme() {
    await this.page.getByRole("button", { name: /^Theme: / }).click();
  }
}
