// How near a training step comes to what one WebAssembly thread reaches in a plain matrix product, on this machine.
// Needs dist/ (`make build`). Writes bench/product.json.
import { open, stage } from "./browser.mjs";
import { flatline } from "./contestants/index.mjs";
import { keep } from "./files.mjs";
import { drawn } from "./network.mjs";
import { median, short } from "./numbers.mjs";

const [depth, width, rows] = [10, 128, 256];
const rounds = 9;

const theatre = await open();
const place = await stage(theatre);
await place.start(flatline, { backend: "cpu", network: drawn({ depth, width, rows, learningRate: 1e-6 }) });
await place.steps("flatline", 20);
const steps = [];
const products = [];
// In turns, so that what else the machine does meets both.
for (let round = 0; round < rounds; round += 1) {
  const { ms } = await place.steps("flatline", 50);
  steps.push((50 * 6 * rows * depth * width * width) / ms / 1e6);
  const product = await place.multiply("flatline", rows, width, 500);
  products.push((500 * 2 * rows * width * width) / product.ms / 1e6);
}
await theatre.close();
const [step, rate] = [median(steps), median(products)];
const share = median(steps.map((step, round) => step / products[round]));
keep("bench/product.json", theatre.machine, { depth, width, rows, step, rate, share, steps, products });
console.log(`a product ${short(rate)} GFLOP/s, a training step ${short(step)} GFLOP/s: ${Math.round(100 * share)} %`);
