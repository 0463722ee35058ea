// What a test does to the page's workers.

/** Notes every worker that the page starts, as `window.workers`. Runs in the page. */
export const noteWorkers = () => {
  const Before = Worker;
  window.workers = [];
  window.Worker = class extends Before {
    constructor(...how) {
      super(...how);
      window.workers.push(this);
    }
  };
};

/** Puts code before everything else that a trainer's worker runs, whenever a worker starts (or only the first). */
export async function prepare(page, code, first = false) {
  let started = 0;
  await page.route("**/trainer.js*", async (route) => {
    const before = first && started++ > 0 ? "" : code;
    try {
      const response = await route.fetch();
      await route.fulfill({ response, body: before + (await response.text()) });
    } catch (error) {
      // A worker that tries remedies may ask for it as the test ends.
      if (!/disposed|closed|ended/.test(error.message)) throw error;
    }
  });
}

/** Runs, in the worker, each plain text that it is sent, which the page's own messages never are. */
export const obey = `addEventListener("message", ({ data }) => { if (typeof data === "string") eval(data); });\n`;

/** The losses of so many steps of an undisturbed run, trained by the page's pool. */
export function undisturbed(page, fragment, steps) {
  return page.evaluate(([fragment, steps]) => new Promise((done) => {
    const pool = new wasmBindings.JobPool();
    pool.enqueue(fragment, steps, (kind, losses) => kind === "done" && done([...losses]));
  }), [fragment, steps]);
}
