// The one browser that all contestants run in, each in a worker of its own.
import { cpus } from "node:os";
import { chromium } from "playwright-core";
import { serve } from "../scripts/serve.mjs";
import { browsers, executable, hardware } from "../tests/browser/chromium.mjs";

/** Serves the checkout and opens a browser on it. */
export async function open({ webgpu = false } = {}) {
  const server = await serve(".", 0);
  const address = `http://127.0.0.1:${server.address().port}/`;
  const args = webgpu ? browsers.webgpu : browsers.withoutWebgpu;
  const browser = await chromium.launch({ executablePath: executable(), args });
  const close = async () => {
    await browser.close();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  const graphics = webgpu && hardware ? `, ${await adapter(browser, address)}` : "";
  return { browser, address, close, machine: `${cpus()[0].model.trim()}, ${cpus().length} cores${graphics}, Chromium ${browser.version()}` };
}

/** What the GPU says that it is. */
async function adapter(browser, address) {
  const page = await browser.newPage();
  await page.goto(`${address}scripts/serve.mjs`);
  const { description, vendor, architecture } = await page.evaluate(async () => {
    let adapter;
    // The first that is asked for may be none, while the browser still looks for what there is.
    for (let tries = 0; !adapter && tries < 20; tries += 1) {
      adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
      if (!adapter) await new Promise((done) => setTimeout(done, 250));
    }
    if (!adapter) throw new Error("WEBGPU=hardware, and there is no such adapter");
    const { description, vendor, architecture } = adapter.info;
    return { description, vendor, architecture };
  });
  await page.close();
  return description || `${vendor} ${architecture}`;
}

/** A page of the served checkout that runs nothing itself, and can hold contestants. */
export async function stage({ browser, address }) {
  const page = await browser.newPage();
  await page.goto(`${address}scripts/serve.mjs`);
  await page.evaluate(() => {
    const ports = new Map();
    /** The next message of a contestant, or an error where none comes in time. */
    const answer = (name, seconds) =>
      new Promise((done, failed) => {
        const { port, worker } = ports.get(name);
        const late = setTimeout(() => failed(new Error(`${name}: no answer in ${seconds} s`)), seconds * 1000);
        const end = (settle, value) => (clearTimeout(late), settle(value));
        port.onmessage = ({ data }) => (data.error ? end(failed, new Error(`${name}: ${data.error}`)) : end(done, data));
        worker.onerror = (event) => end(failed, new Error(`${name}: ${event.message}`));
      });
    window.contestants = {
      start(name, contestant, task, seconds) {
        const worker = new Worker("/bench/contestants/worker.js");
        const { port1, port2 } = new MessageChannel();
        ports.set(name, { worker, port: port1 });
        worker.postMessage({ ...contestant, task }, [port2]);
        return answer(name, seconds);
      },
      ask(name, what, seconds) {
        ports.get(name).port.postMessage(what);
        return answer(name, seconds);
      },
      end(name) {
        ports.get(name)?.worker.terminate();
        ports.delete(name);
      },
    };
  });
  const ask = (name, what, seconds) => page.evaluate(([...what]) => contestants.ask(...what), [name, what, seconds]);
  return {
    start: ({ name, ...contestant }, task, seconds = 120) =>
      page.evaluate(([...what]) => contestants.start(...what), [name, contestant, task, seconds]),
    steps: (name, steps, seconds = 120) => ask(name, { steps }, seconds),
    multiply: (name, ...product) => ask(name, { product }, 120),
    end: (name) => page.evaluate((name) => contestants.end(name), name),
    close: () => page.close(),
  };
}
