// jax-js: the whole step is one jitted function of the parameters.
import * as jax from "/bench/node_modules/@jax-js/jax/dist/index.js";

const { numpy: np, nn, tree } = jax;
const EPSILON = 1e-5;

export async function prepare({ backend, network }) {
  const device = { cpu: "wasm", gpu: "webgpu" }[backend];
  await jax.init(device);
  jax.defaultDevice(device);
  const { depth, batch_norm: norms, residual, learning_rate: rate } = network.experiment;
  const tensor = (name) => np.array(network.parameters[name], { dtype: np.float32 });
  const affine = (name) => ({ weight: tensor(`${name}.weight`), bias: tensor(`${name}.bias`) });
  const layers = Array.from({ length: depth }, (_, layer) => layer);
  let parameters = {
    layers: layers.map((layer) => affine(`layers.${layer}`)),
    norms: norms ? layers.map((layer) => affine(`norms.${layer}`)) : [],
    head: affine("head"),
  };
  const x = np.array(network.x, { dtype: np.float32 });
  const wanted = np.array(network.y.map((label) => [1 - label, label]), { dtype: np.float32 });

  // An array that is used moves away; `ref` keeps it for another use.
  const through = ({ weight, bias }, input) => np.matmul(input, weight.transpose()).add(bias);
  const normalise = ({ weight, bias }, z) => {
    const centred = z.ref.sub(np.mean(z, 0, { keepdims: true }));
    const variance = np.mean(np.square(centred.ref), 0, { keepdims: true });
    return centred.div(np.sqrt(variance.add(EPSILON))).mul(weight).add(bias);
  };
  const loss = (parameters, x, wanted) => {
    const output = (z, layer) => nn.relu(norms ? normalise(parameters.norms[layer], z) : z);
    let z = through(parameters.layers[0], x);
    for (let layer = 1; layer < depth; layer += 1) {
      const skip = residual ? z.ref : null;
      z = through(parameters.layers[layer], output(z, layer - 1));
      if (skip) z = z.add(skip);
    }
    const logits = through(parameters.head, output(z, depth - 1));
    return nn.logSoftmax(logits, 1).mul(wanted).sum().div(-network.y.length);
  };
  const step = jax.jit((parameters, x, wanted) => {
    const [value, gradients] = jax.valueAndGrad(loss)(tree.ref(parameters), x, wanted);
    const after = tree.map((parameter, gradient) => parameter.sub(gradient.mul(rate)), parameters, gradients);
    return [value, after];
  });

  return async (steps) => {
    let value;
    for (let done = 0; done < steps; done += 1) {
      value?.dispose();
      [value, parameters] = step(parameters, x.ref, wanted.ref);
    }
    await jax.blockUntilReady(tree.ref(parameters));
    const [loss] = await value.data();
    return { loss };
  };
}
