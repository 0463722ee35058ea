// What a step costs against the depth: a straight line, if depth costs what its arithmetic does and nothing more.
// Needs dist/ (`make build`). Writes bench/fit.json.
//
//   node bench/fit.mjs [--backend cpu|gpu] [--rounds N]
import { parseArgs } from "node:util";
import { open, stage } from "./browser.mjs";
import { flatline } from "./contestants/index.mjs";
import { keep } from "./files.mjs";
import { drawn } from "./network.mjs";
import { line, median, short } from "./numbers.mjs";

const { values: options } = parseArgs({
  options: {
    backend: { type: "string", multiple: true, default: ["cpu", "gpu"] },
    rounds: { type: "string", default: "5" },
  },
});
const depths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const kinds = [
  { title: "plain", improved: false },
  { title: "BatchNorm and residual", improved: true },
];
/** Milliseconds of a turn, about. */
const turn = 400;

for (const backend of options.backend) {
  const theatre = await open({ webgpu: backend === "gpu" });
  for (const { title, improved } of kinds) {
    const place = await stage(theatre);
    const points = [];
    for (const depth of depths) {
      // A rate at which the deepest plain network neither explodes nor is worth a look.
      const task = { backend, network: drawn({ depth, width: 16, rows: 128, improved, learningRate: 1e-6 }) };
      await place.start(flatline, task);
      await place.steps("flatline", 7);
      const few = await place.steps("flatline", 5);
      const steps = Math.max(5, 5 * Math.round(turn / few.ms));
      const times = [];
      for (let round = 0; round < Number(options.rounds); round += 1) times.push((await place.steps("flatline", steps)).ms / steps);
      await place.end("flatline");
      points.push([depth, median(times)]);
    }
    await place.close();
    const fit = line(points);
    // By how much a step grows when the depth doubles, at the deep end: 1 is a straight line, less is better.
    const deep = line(points.filter(([depth]) => depth >= 50).map((point) => point.map(Math.log)));
    keep("bench/fit.json", theatre.machine, { [`${backend}, ${title}`]: { points, ...fit, exponent: deep.slope } });
    console.log(`${backend}, ${title}, width 16, batch 128`);
    console.log(`  ${points.map(([depth, ms]) => `${depth}: ${short(ms)}`).join("   ")}   (depth: ms a step)`);
    console.log(`  ${short(fit.intercept)} ms + ${(1000 * fit.slope).toFixed(1)} us a layer, R2 ${(1 - fit.unexplained).toFixed(4)}; from 50 layers on it grows as depth^${deep.slope.toFixed(2)}`);
  }
  await theatre.close();
}
