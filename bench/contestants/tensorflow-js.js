// TensorFlow.js: its own operations, gradients and SGD.
const modules = "/bench/node_modules/@tensorflow";
const EPSILON = 1e-5;

async function prepare({ backend, network }) {
  const name = { cpu: "wasm", gpu: "webgpu" }[backend];
  importScripts(`${modules}/tfjs/dist/tf.min.js`);
  importScripts(`${modules}/tfjs-backend-${name}/dist/tf-backend-${name}.min.js`);
  if (name === "wasm") tf.wasm.setWasmPaths(`${modules}/tfjs-backend-wasm/dist/`);
  await tf.setBackend(name);
  await tf.ready();
  const { depth, batch_norm: norms, residual, learning_rate: rate } = network.experiment;
  const variable = (name) => tf.variable(tf.tensor(network.parameters[name], undefined, "float32"));
  const affine = (name) => ({ weight: variable(`${name}.weight`), bias: variable(`${name}.bias`) });
  const layers = Array.from({ length: depth }, (_, layer) => affine(`layers.${layer}`));
  const scales = norms ? layers.map((_, layer) => affine(`norms.${layer}`)) : [];
  const head = affine("head");
  const x = tf.tensor2d(network.x);
  const wanted = tf.tensor2d(network.y.map((label) => [1 - label, label]));

  const { add, div, logSoftmax, matMul, mean, mul, relu, sqrt, square, sub, sum } = tf;
  const through = ({ weight, bias }, input) => add(matMul(input, weight, false, true), bias);
  const normalise = ({ weight, bias }, z) => {
    const centred = sub(z, mean(z, 0, true));
    const variance = mean(square(centred), 0, true);
    return add(mul(div(centred, sqrt(add(variance, EPSILON))), weight), bias);
  };
  const loss = () => {
    const output = (z, layer) => relu(norms ? normalise(scales[layer], z) : z);
    let z = through(layers[0], x);
    for (let layer = 1; layer < depth; layer += 1) {
      const branch = through(layers[layer], output(z, layer - 1));
      z = residual ? add(z, branch) : branch;
    }
    return div(sum(mul(logSoftmax(through(head, output(z, depth - 1))), wanted)), -network.y.length);
  };
  const optimizer = tf.train.sgd(rate);

  return async (steps) => {
    let value;
    for (let done = 0; done < steps; done += 1) {
      value?.dispose();
      value = optimizer.minimize(loss, true);
    }
    // The last step's updates come after its loss.
    await head.bias.data();
    const [found] = await value.data();
    value.dispose();
    return { loss: found };
  };
}
