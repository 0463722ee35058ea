// Flatline: the trainer that the page loads, as it is built for it.
async function prepare({ backend, network }) {
  const name = `/dist/trainer-${backend}`;
  importScripts(`${name}.js`);
  await wasm_bindgen({ module_or_path: `${name}_bg.wasm` });
  const script = await wasm_bindgen.Script.open(JSON.stringify(network));
  // As many as the page trains in a round, and layers measured as often as there.
  const [round, layersEvery] = [64, 5];
  return async (steps) => {
    let line;
    for (let done = 0; done < steps; done += round) {
      const lines = await script.advance(Math.min(round, steps - done), layersEvery);
      line = lines.slice(lines.lastIndexOf("\n") + 1);
    }
    return JSON.parse(line).loss;
  };
}
