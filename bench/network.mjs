// The networks of the race: the same data, initial parameters and optimizer for every contestant, from a seed.

export const raced = [
  { depth: 10, width: 32, rows: 128 },
  { depth: 50, width: 32, rows: 128 },
  { depth: 50, width: 32, rows: 128, improved: true },
  { depth: 100, width: 32, rows: 128, improved: true },
  { depth: 1000, width: 16, rows: 128, improved: true },
  { depth: 10, width: 128, rows: 256 },
];

export const title = ({ depth, width, rows, improved }) =>
  `depth ${depth}, width ${width}, batch ${rows}${improved ? ", BatchNorm and residual" : ""}`;

/** Uniform numbers in 0..1 from a seed (mulberry32). */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A ReLU network of `depth` hidden layers on two circles, trained on full batches by SGD; as a reference file has it:
 * `experiment`, `x` [rows][2], `y` [rows], and `parameters` under PyTorch's names, weights as [out][in].
 */
export function network({ depth, width, rows, improved = false, learningRate = 0.01, seed = 1 }) {
  const next = uniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const matrix = (out, fanIn, gain) =>
    Array.from({ length: out }, () => Array.from({ length: fanIn }, () => Math.fround((gain * normal()) / Math.sqrt(fanIn))));
  const list = (value, length = width) => Array(length).fill(value);
  const parameters = {};
  for (let layer = 0; layer < depth; layer += 1) {
    parameters[`layers.${layer}.weight`] = matrix(width, layer ? width : 2, Math.SQRT2);
    parameters[`layers.${layer}.bias`] = list(0);
    if (improved) {
      parameters[`norms.${layer}.weight`] = list(1);
      parameters[`norms.${layer}.bias`] = list(0);
    }
  }
  parameters["head.weight"] = matrix(2, width, 1);
  parameters["head.bias"] = list(0, 2);
  const y = Array.from({ length: rows }, (_, row) => row % 2);
  const x = y.map((label) => {
    const [radius, angle] = [label ? 0.7 + 0.3 * next() : 0.5 * next(), 2 * Math.PI * next()];
    return [Math.fround(2 * radius * Math.cos(angle)), Math.fround(2 * radius * Math.sin(angle))];
  });
  const experiment = {
    depth, width, activation: "relu", optimizer: "sgd", learning_rate: learningRate, batch_norm: improved, residual: improved,
  };
  return { experiment, parameters, x, y };
}

/** The same where nobody else trains it: Flatline draws the parameters. */
export function drawn(shape) {
  const { experiment, x, y } = network({ ...shape, depth: 1, width: 1 });
  return { experiment: { ...experiment, depth: shape.depth, width: shape.width }, x, y };
}
