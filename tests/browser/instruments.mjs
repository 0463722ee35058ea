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
  const drawing = (canvas) => drawings.get(canvas) ?? drawings.set(canvas, { texts: [], paints: 0 }).get(canvas);
  const { clearRect, fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...rectangle) {
    const { paints } = drawing(this.canvas);
    drawings.set(this.canvas, { texts: [], paints: paints + 1 });
    return clearRect.apply(this, rectangle);
  };
  CanvasRenderingContext2D.prototype.fillText = function (...what) {
    drawing(this.canvas).texts.push(String(what[0]));
    return fillText.apply(this, what);
  };

  const canvas = (label) => {
    const found = document.querySelector(`[role="img"][aria-label="${label}"]`);
    return found instanceof HTMLCanvasElement ? found : (found?.querySelector("canvas") ?? null);
  };

  /** What is written on the drawing of that name now. */
  const written = (label) => (canvas(label) ? drawing(canvas(label)).texts : []);

  /** How often the drawing of that name has been drawn. */
  const paints = (label) => (canvas(label) ? drawing(canvas(label)).paints : 0);

  /** How many colours the drawing of that name has. */
  const colours = (label) => {
    const { width, height } = canvas(label);
    const pixels = new Uint32Array(canvas(label).getContext("2d").getImageData(0, 0, width, height).data.buffer);
    return new Set(pixels).size;
  };

  window.instruments = { number, text, vital, follow, written, paints, colours };
}
