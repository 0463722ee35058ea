// What a network takes while it trains, against what the trainer estimates before it allocates anything.
// Needs dist/ (`make build`). Writes bench/memory.json.
import { open, stage } from "./browser.mjs";
import { flatline } from "./contestants/index.mjs";
import { keep } from "./files.mjs";
import { drawn } from "./network.mjs";
import { short } from "./numbers.mjs";

const shapes = [
  { depth: 100, width: 256, rows: 32 },
  { depth: 100, width: 128, rows: 1024 },
  { depth: 100, width: 128, rows: 1024, improved: true },
  { depth: 1000, width: 64, rows: 256, improved: true },
];
const mib = (bytes) => bytes / 2 ** 20;

const results = [];
const theatre = await open({ webgpu: true });
for (const backend of ["cpu", "gpu"]) {
  for (const shape of shapes) {
    const place = await stage(theatre);
    await place.start(flatline, { backend, network: drawn({ ...shape, learningRate: 1e-6 }) }, 300);
    const { taken, needed } = await place.steps("flatline", 6, 600);
    await place.close();
    results.push({ backend, ...shape, taken: mib(taken), needed: mib(needed) });
    console.log(`${backend}  ${JSON.stringify(shape)}  takes ${short(mib(taken))} MiB, estimated ${short(mib(needed))} MiB`);
  }
}
keep("bench/memory.json", theatre.machine, { results });
await theatre.close();
