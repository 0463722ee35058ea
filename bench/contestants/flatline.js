// Flatline: the trainer that the page loads, as it is built for it.

// Bytes of GPU buffers that are there.
let buffers = 0;
if (self.GPUDevice) {
  const { createBuffer } = GPUDevice.prototype;
  const { destroy } = GPUBuffer.prototype;
  GPUDevice.prototype.createBuffer = function (what) {
    buffers += what.size;
    return createBuffer.call(this, what);
  };
  GPUBuffer.prototype.destroy = function () {
    buffers -= this.size;
    return destroy.call(this);
  };
}

/** A product of `rows` x `width` by `width` x `width`, so many times, as the CPU trainer does it. */
function multiply(rows, width, times) {
  wasm_bindgen.HeadlessRun.multiply(rows, width, times);
}

async function prepare({ backend, network }) {
  const name = `/dist/trainer-${backend}`;
  importScripts(`${name}.js`);
  const { memory } = await wasm_bindgen({ module_or_path: `${name}_bg.wasm` });
  const script = await wasm_bindgen.HeadlessRun.open(JSON.stringify(network));
  // As many as the page trains in a round, and layers measured as often as there.
  const [round, layersEvery] = [64, 5];
  return async (steps) => {
    let line;
    for (let done = 0; done < steps; done += round) {
      const lines = await script.advance(Math.min(round, steps - done), layersEvery);
      line = lines.slice(lines.lastIndexOf("\n") + 1);
    }
    const taken = backend === "gpu" ? buffers : memory.buffer.byteLength;
    return { loss: JSON.parse(line).loss, taken, needed: script.needed() };
  };
}
