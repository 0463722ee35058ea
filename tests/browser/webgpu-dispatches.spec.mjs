// What a step asks of the GPU in a browser: how many dispatches, and in how few submits. Our own kernels are counted exactly
// natively (tests/dispatches.rs: 25 and 229 of these); the rest are burn's fused operations, of which a browser needs more.
// Measured: 61.1 and 295.3 a step, of which the probe, at every fifth, takes 4.8 and 25.
import { trace } from "./gpu-trainer.mjs";
import { test, expect } from "./test.mjs";

const [depth, width, rows] = [100, 32, 128];

/** A network of normal weights on two discs, as a reference file has it. */
function network(experiment) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const matrix = (out, fanIn) =>
    Array.from({ length: out }, () => Array.from({ length: fanIn }, () => normal() * Math.sqrt(2 / fanIn)));
  const fill = (value, length = width) => Array(length).fill(value);
  const parameters = { "head.weight": matrix(2, width), "head.bias": fill(0, 2) };
  for (let layer = 0; layer < depth; layer += 1) {
    parameters[`layers.${layer}.weight`] = matrix(width, layer ? width : 2);
    parameters[`layers.${layer}.bias`] = fill(0);
    if (experiment.batch_norm) {
      parameters[`norms.${layer}.weight`] = fill(1);
      parameters[`norms.${layer}.bias`] = fill(0);
    }
  }
  const y = Array.from({ length: rows }, (_, row) => row % 2);
  const x = y.map((label) => [normal() + 3 * label, normal()]);
  return { experiment: { depth, width, activation: "relu", learning_rate: 1e-6, ...experiment }, parameters, x, y };
}

for (const [name, experiment, most] of [
  ["plain", {}, 63],
  ["BatchNorm and residual", { batch_norm: true, residual: true }, 298],
]) {
  test(`a step of a hundred layers, ${name}, takes at most ${most} dispatches and 2 submits`, async ({ page, site }) => {
    const reference = network(experiment);
    // What the first steps and the reading at the end take is in both.
    const few = await trace(page, site.address, reference, 2);
    const many = await trace(page, site.address, reference, 12);
    const dispatches = (many.dispatches - few.dispatches) / 10;
    const submits = (many.submits - few.submits) / 10;
    console.log(`${name}: ${dispatches} dispatches and ${submits} submits a step, every layer measured at each`);
    expect(dispatches).toBeLessThanOrEqual(most);
    expect(submits).toBeLessThanOrEqual(2);
  });
}
