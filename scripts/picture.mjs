// Draws shell/run.svg, the picture of a run that stands where the page will be, from the numbers of a real one:
//   echo '{"changes": [{"step": 200, "batch_norm": true}], "experiment": {}}' > run.json
//   cargo run --release --features cli -- run run.json --steps 400 | node scripts/picture.mjs > shell/run.svg
import { readFileSync } from "node:fs";

const [width, height, left, top, right, bottom] = [420, 170, 26, 6, 414, 150];
const every = 5;
const switched = 200;

const losses = readFileSync(0, "utf8").trim().split("\n").map((line) => JSON.parse(line).loss);
const x = (step) => Math.round(left + ((right - left) * step) / losses.length);
const y = (loss) => Math.round(bottom - (bottom - top) * loss);

/** Moves from place to place, as short as a path can say them. */
function path(places) {
  const moves = places.slice(1).map(([x, y], index) => `${x - places[index][0]} ${y - places[index][1]}`.replace(" -", "-"));
  return `M${places[0].join(" ")}l${moves.join(" ").replaceAll(" -", "-")}`;
}

const steps = losses.map((_, index) => index + 1).filter((step) => step === 1 || step % every === 0);
const curve = path(steps.map((step) => [x(step), y(losses[step - 1])]));
const text = (x, y, words, anchor) => `<text x="${x}" y="${y}"${anchor ? ` text-anchor="${anchor}"` : ""}>${words}</text>`;
const alt = `Loss of a real network over ${losses.length} steps: it stays at a coin toss until BatchNorm is switched on at step `
  + `${switched}, and falls to ${losses.at(-1).toFixed(2)} from there.`;
process.stdout.write(`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${alt}">
<path class="axes" d="M${left} ${top}V${bottom}H${right}M${x(switched)} ${top}V${bottom}"/>
<path class="chance" d="M${left} ${y(Math.LN2)}H${right}"/>
<path class="loss" d="${curve}"/>
${text(20, top + 8, 1, "end")}${text(20, bottom, 0, "end")}${text(left, height - 4, "step 0")}${text(x(switched), height - 4, switched, "middle")}${text(right, height - 4, losses.length, "end")}
${text(x(switched) + 5, top + 8, "BatchNorm")}${text(right, y(Math.LN2) - 5, "coin toss, ln 2", "end")}
</svg>
`);
