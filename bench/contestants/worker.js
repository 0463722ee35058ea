// What all contestants' workers have in common: a task comes first, then numbers of steps to train, over a port (the
// trainer of Flatline's page has a listener of its own for the worker's messages).
//
// A contestant defines `prepare({ backend, network })`, which gives `advance(steps)`, which gives `{ loss }` of the last
// step once all of its work is done; and may define `multiply(rows, width, times)`.
onmessage = async ({ data: { file, module, task }, ports: [port] }) => {
  const reporting = async (work) => {
    try {
      port.postMessage(await work());
    } catch (error) {
      port.postMessage({ error: String(error) });
    }
  };
  await reporting(async () => {
    if (module) globalThis.prepare = (await import(file)).prepare;
    else importScripts(file);
    const advance = await prepare(task);
    port.onmessage = ({ data: { steps, product } }) =>
      reporting(async () => {
        const begin = performance.now();
        const found = product ? multiply(...product) : await advance(steps);
        return { ms: performance.now() - begin, ...found };
      });
    return {};
  });
};
