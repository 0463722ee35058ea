// Writes what was measured into bench/README.md, between the marks there. The figures are in the JSON files beside it.
import { readFileSync, writeFileSync } from "node:fs";
import { read } from "./files.mjs";
import { kb, short } from "./numbers.mjs";

const path = "bench/README.md";
const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
const share = (value) => `${Math.round(100 * value)} %`;

const sections = {
  race({ machine, ...backends }) {
    const named = { gpu: "WebGPU, software adapter", cpu: "CPU (WebAssembly)" };
    const parts = Object.entries(named).filter(([backend]) => backends[backend]).map(([backend, title]) => {
      const rows = backends[backend].toSorted(inOrder).map(({ title, entrants }) => {
        const of = (name) => entrants.find((entrant) => entrant.name === name);
        const cell = (name) => {
          const { median, ratio, failed, agrees } = of(name);
          if (failed) return failed;
          return `${short(median)}${name === "flatline" ? "" : ` (${short(ratio)})`}${agrees ? "" : ", another loss"}`;
        };
        return [title, cell("flatline"), cell("jax-js"), cell("tensorflow-js"), of("flatline").loss?.toFixed(5)];
      });
      return `**${title}**, ms a step (and the share of it that Flatline takes)\n\n${table(["network", "Flatline", "jax-js", "TensorFlow.js", "loss of all"], rows)}`;
    });
    return `${parts.join("\n\n")}\n\n${machine}.`;
  },
  hardware() {
    const [race, native, torch] = ["race", "native", "torch"].map((name) => read(`bench/hardware/${name}.json`));
    const tab = (backend, title, name) => race[backend]?.find((row) => row.title === title)?.entrants.find((entrant) => entrant.name === name)?.median;
    const rows = Object.keys(native.gpu).map((title) => {
      const pytorch = torch.results.find((row) => row.title === title);
      const figures = [
        tab("cpu", title, "flatline"), native.cpu[title], pytorch?.cpu.ms,
        tab("gpu", title, "flatline"), native.gpu[title], pytorch?.["cuda, eager"].ms, pytorch?.["cuda, graph"].ms,
        tab("gpu", title, "tensorflow-js"), tab("gpu", title, "jax-js"),
      ];
      return [title, ...figures.map((ms) => short(ms))];
    });
    const head = [
      "ms a step", "CPU: a tab", "native", `PyTorch, ${torch.threads} threads`,
      "GPU: a tab", "native", "PyTorch, eager", "PyTorch, one CUDA graph", "TensorFlow.js, a tab", "jax-js, a tab",
    ];
    return `${table(head, rows)}\n\n${race.machine}, PyTorch ${torch.torch}.`;
  },
  fit({ machine, ...fits }) {
    const rows = Object.entries(fits).map(([title, { points, slope, intercept, unexplained, exponent }]) => [
      title,
      points.map(([depth, ms]) => `${depth}: ${short(ms)}`).join(", "),
      `${short(intercept)} ms + ${(1000 * slope).toFixed(1)} us a layer`,
      (1 - unexplained).toFixed(4),
      exponent.toFixed(2),
    ]);
    return table(["", "depth: ms a step", "straight line", "R^2", "grows as depth to the power of, from 50 on"], rows);
  },
  "first-loss"({ machine, ...backends }) {
    const rows = Object.entries(backends).map(([backend, { times, median, longestTask }]) => [
      { cpu: "CPU", gpu: "WebGPU, software adapter" }[backend],
      `${short(median / 1000)} s`,
      times.map((time) => short(time / 1000)).join(", "),
      longestTask ? `${Math.round(longestTask)} ms` : "none over 50 ms",
    ]);
    return table(["", "median", "all", "the page's longest task"], rows);
  },
  embed({ warm: { times, median } }) {
    const row = ["a reader who comes back", `${short(median / 1000)} s`, times.map((time) => short(time / 1000)).join(", ")];
    return table(["", "median", "all"], [row]);
  },
  sizes(downloads) {
    const rows = Object.entries(downloads).map(([title, { brotli, gzip, bytes, shares }]) => [
      title, kb(brotli), kb(gzip), kb(bytes), Object.entries(shares).map(([crate, part]) => `${crate} ${share(part)}`).join(", "),
    ]);
    return table(["", "brotli", "gzip", "unpacked", "what its program is, by crate"], rows);
  },
  memory({ results }) {
    const rows = results.map(({ backend, depth, width, rows, improved, taken, needed }) => [
      `${backend === "gpu" ? "WebGPU" : "CPU"}, depth ${depth}, width ${width}, batch ${rows}${improved ? ", BatchNorm and residual" : ""}`,
      `${short(taken)} MiB`,
      `${short(needed)} MiB`,
    ]);
    return table(["", "taken", "estimated"], rows);
  },
  monitor({ frames, memory, measuring }) {
    const rows = [
      ...Object.entries(frames).map(([name, { perSecond, p95 }]) => [
        `frames a second, 10 000 steps of depth 100 on the charts, ${name}`,
        `${Math.round(perSecond)} (95 % of frames within ${p95.toFixed(1)} ms)`,
      ]),
      [
        `memory of the page and its trainer over ${Math.round(memory.seconds)} s, ${memory.steps} steps, as growth an hour`,
        `${Math.round(memory.perHour)} MiB`,
      ],
      ...Object.entries(measuring).map(([name, rates]) => [
        `ms a step, layers measured ${Object.keys(rates).join(", ")} steps: ${name}`,
        Object.values(rates).map((ms) => ms.toFixed(2)).join(", "),
      ]),
    ];
    return table(["", "measured"], rows);
  },
  pool({ results }) {
    const rows = results.map(({ network, speed, alone, beside, slowed }) => [
      `${network}, ${speed}`, short(alone), short(beside), `${(100 * slowed).toFixed(1)} %`,
    ]);
    return table(["the visitor's run", "steps a second alone", "beside a busy pool", "slower by"], rows);
  },
  product({ rate, step, share: part, width, rows, depth }) {
    return table(
      ["", "GFLOP/s"],
      [
        [`a product of ${rows} x ${width} by ${width} x ${width}, one thread`, short(rate)],
        [`a training step, depth ${depth}, width ${width}, batch ${rows}`, `${short(step)} (${share(part)})`],
      ],
    );
  },
};

/** The narrow networks first, by depth. */
function inOrder(a, b) {
  const wide = ({ shape }) => (shape.width > 32 ? 1 : 0);
  return wide(a) - wide(b) || a.shape.depth - b.shape.depth || Number(a.shape.improved ?? false) - Number(b.shape.improved ?? false);
}

let text = readFileSync(path, "utf8");
for (const [name, write] of Object.entries(sections)) {
  const results = read(`bench/${name}.json`);
  if (!Object.keys(results).length && name !== "hardware") continue;
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < 0) throw new Error(`${path} has no place for ${name}`);
  text = `${text.slice(0, from + begin.length)}\n${write(results)}\n${text.slice(to)}`;
}
writeFileSync(path, text);
console.log(`wrote ${path}`);
