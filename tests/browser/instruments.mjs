// What the tests read in the page itself.

/**
 * Runs in the page before its own scripts and leaves `window.instruments` there. It only listens: what is
 * drawn on canvases is noted on its way, because a canvas cannot be asked for its text.
 */
export function instruments() {
  const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  /** The number that a text such as `0.6931`, `51.2 %` or `1.30 × 10⁻⁸` says; NaN where it says none. */
  const number = (text) => {
    const plain = text
      .replace(/10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/u, (_, power) =>
        `1e${[...power].map((digit) => (digit === "⁻" ? "-" : superscripts.indexOf(digit))).join("")}`)
      .replaceAll("\u2212", "-")
      .replace("\u221e", "Infinity")
      .replace(/[\s%]/gu, "");
    return plain === "" ? NaN : plain.split("×").reduce((product, factor) => product * Number(factor), 1);
  };

  const element = (name) => document.querySelector(`[data-vital="${name}"]`);
  const text = (name) => element(name)?.textContent.trim() ?? "";
  const vital = (name) => number(text(name));

  /** Every text that an element of the vital signs shows from now on, in order, the first one included. */
  const follow = (name) => {
    const series = [text(name)];
    const note = () => {
      if (series.at(-1) !== text(name)) series.push(text(name));
    };
    new MutationObserver(note).observe(element(name), { childList: true, characterData: true, subtree: true });
    return series;
  };

  // A drawing begins with the canvas being cleared.
  const drawings = new WeakMap();
  const drawing = (canvas) => drawings.get(canvas) ?? drawings.set(canvas, { texts: [], boxes: [], paints: 0 }).get(canvas);
  const { clearRect, fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...rectangle) {
    const { paints } = drawing(this.canvas);
    drawings.set(this.canvas, { texts: [], boxes: [], paints: paints + 1 });
    return clearRect.apply(this, rectangle);
  };
  CanvasRenderingContext2D.prototype.fillText = function (...what) {
    drawing(this.canvas).texts.push(String(what[0]));
    drawing(this.canvas).boxes.push(box(this, ...what));
    return fillText.apply(this, what);
  };

  /** Where a text is drawn, in CSS pixels from the canvas's top left; only where nothing is turned. */
  const box = (context, text, x, y) => {
    const { actualBoundingBoxLeft: left, actualBoundingBoxRight: right, actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } =
      context.measureText(text);
    const { a, d, e, f } = context.getTransform();
    const ratio = devicePixelRatio;
    return {
      text: String(text),
      left: (a * (x - left) + e) / ratio, right: (a * (x + right) + e) / ratio,
      top: (d * (y - up) + f) / ratio, bottom: (d * (y + down) + f) / ratio,
    };
  };

  /** Every text that is seen, with where it stands in the window and what it stands in: those of elements, and those drawn. */
  const texts = () => {
    const all = [];
    const seen = (element, x, y) => {
      const top = document.elementFromPoint(x, y);
      return top !== null && (element.contains(top) || top.contains(element) || top.closest(".stage, .strip") === element.closest(".stage, .strip") && top.closest(".stage, .strip") !== null);
    };
    const inside = ({ left, right, top, bottom }) => right > 0 && left < innerWidth && bottom > 0 && top < innerHeight;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.textContent.trim() || element.closest("option, script, style, .visually-hidden, [hidden], svg")) continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (getComputedStyle(element).color === "rgba(0, 0, 0, 0)") continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      let cut = element;
      while (cut && getComputedStyle(cut).overflowX === "visible") cut = cut.parentElement;
      const clip = cut?.getBoundingClientRect();
      for (const { left, right, top, bottom } of range.getClientRects()) {
        const place = { text: node.textContent.trim(), in: node, left, right: clip ? Math.min(right, clip.right) : right, top, bottom };
        if (right - left > 1 && inside(place) && seen(element, (place.left + place.right) / 2, (top + bottom) / 2)) all.push(place);
      }
    }
    for (const canvas of document.querySelectorAll("canvas")) {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      if (width === 0 || !canvas.checkVisibility()) continue;
      for (const box of drawing(canvas).boxes) {
        const place = { text: box.text, in: canvas, left: left + box.left, right: left + box.right, top: top + box.top, bottom: top + box.bottom };
        const out = box.left < -1 || box.top < -1 || box.right > width + 1 || box.bottom > height + 1;
        if (inside(place) && seen(canvas, (place.left + place.right) / 2, (place.top + place.bottom) / 2)) all.push({ ...place, out });
      }
    }
    return all;
  };

  /** The choices that are seen and too narrow for the longest of what may be chosen, with how much is cut, in pixels. */
  const cutChoices = () => {
    const cut = [];
    for (const select of document.querySelectorAll("select")) {
      if (!select.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const free = select.cloneNode(true);
      free.removeAttribute("id");
      const style = { position: "absolute", width: "max-content", "min-width": "0", "max-width": "none", visibility: "hidden" };
      for (const [name, value] of Object.entries(style)) free.style.setProperty(name, value, "important");
      select.after(free);
      const less = free.getBoundingClientRect().width - select.getBoundingClientRect().width;
      free.remove();
      if (less > 0.5) cut.push(`the choice of "${select.options[0].textContent}" and others is ${less.toFixed(1)} px too narrow`);
    }
    return cut;
  };

  /** What is wrong with the texts that are seen: two that overlap, and those that are cut off or broken. */
  const collisions = () => {
    const all = texts();
    const wrong = [];
    const short = (place) => `"${place.text.slice(0, 40)}"`;
    for (const [index, one] of all.entries()) {
      if (one.out) wrong.push(`${short(one)} reaches over its drawing`);
      if (one.left < -1 || one.right > innerWidth + 1) wrong.push(`${short(one)} reaches over the window's side`);
      for (const other of all.slice(index + 1)) {
        if (other.in === one.in && one.in instanceof Text) continue;
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        // The boxes of lines of text touch by their leading; letters do not.
        if (across > 2 && down > 5) wrong.push(`${short(one)} and ${short(other)} overlap`);
      }
    }
    // Help, and what stands in full in the drawer, may end in an ellipsis.
    for (const element of document.querySelectorAll("h1, h2, p, label, button, b, .name, .badge, .does")) {
      if (!element.checkVisibility() || element.closest(".hint, .where, .under, .visually-hidden, [hidden], .drawer, .settings .rest")) continue;
      if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible" && element.clientWidth > 1) {
        wrong.push(`"${element.textContent.slice(0, 60)}" is cut off`);
      }
    }
    for (const typed of document.querySelectorAll("input.typed")) {
      if (typed.checkVisibility() && typed.scrollWidth > typed.clientWidth + 1) wrong.push(`"${typed.value}" is cut off`);
    }
    for (const fact of document.querySelectorAll(".fact")) {
      const [first, ...others] = fact.checkVisibility() ? fact.getClientRects() : [];
      if (others.some(({ top }) => top > first.bottom - 2)) wrong.push(`"${fact.textContent}" is broken over two lines`);
    }
    return [...new Set([...wrong, ...cutChoices()])];
  };

  const canvas = (label) => {
    const found = document.querySelector(`[role="img"][aria-label="${label}"]`);
    return found instanceof HTMLCanvasElement ? found : (found?.querySelector("canvas") ?? null);
  };

  /** What is written on the drawing of that name now. */
  const written = (label) => (canvas(label) ? drawing(canvas(label)).texts : []);

  /** What is written on all drawings in what the selector finds. */
  const writtenIn = (selector) => [...document.querySelectorAll(`${selector} canvas`)].flatMap((canvas) => drawing(canvas).texts);

  /** How often the drawing of that name has been drawn. */
  const paints = (label) => (canvas(label) ? drawing(canvas(label)).paints : 0);

  /** How many colours the drawing of that name has. */
  const colours = (label) => {
    const { width, height } = canvas(label);
    const pixels = new Uint32Array(canvas(label).getContext("2d").getImageData(0, 0, width, height).data.buffer);
    return new Set(pixels).size;
  };

  window.instruments = { number, text, vital, follow, written, writtenIn, paints, colours, collisions, cutChoices };
}
