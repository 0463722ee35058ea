// Flatline against the other trainers that run in a browser: the same networks, data, initial parameters and optimizer,
// in one browser, in turns. Needs dist/ (`make build`) and the peers (`npm ci` in bench/). Writes bench/race.json.
//
//   node bench/race.mjs [--backend cpu|gpu] [--only TEXT] [--rounds N] [--seconds S]
import { parseArgs } from "node:util";
import { open, stage } from "./browser.mjs";
import { contestants } from "./contestants/index.mjs";
import { keep, read } from "./files.mjs";
import { network, raced, title } from "./network.mjs";
import { median, short } from "./numbers.mjs";

const { values: options } = parseArgs({
  options: {
    backend: { type: "string", multiple: true, default: ["cpu", "gpu"] },
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "1" },
  },
});
const file = "bench/race.json";
/** A contestant that has not answered by then has lost. */
const patience = 240;
/** Where a turn takes longer than so many seconds, a few rounds must do. */
const long = 8;
const few = 3;
/** Losses after the same steps differ by rounding only. */
const tolerance = 1e-3;

/** Trains one network with every contestant, in turns, each in a tab of its own: one that crashes takes nobody along. */
async function race(theatre, backend, shape) {
  const task = { backend, network: network(shape) };
  const proof = shape.depth > 100 ? 3 : 10;
  const entrants = [];
  const places = new Map();
  for (const contestant of contestants) {
    const { name } = contestant;
    const entrant = { name, times: [] };
    entrants.push(entrant);
    const place = await stage(theatre);
    try {
      const begin = performance.now();
      await place.start(contestant, task, patience);
      const { loss } = await place.steps(name, proof, patience);
      Object.assign(entrant, { loss, firstSteps: performance.now() - begin });
      // How many steps a turn is, after one that warms up.
      const { ms } = await place.steps(name, 1, patience);
      const some = Math.max(1, Math.min(20, Math.round(200 / ms)));
      entrant.each = some > 1 ? (await place.steps(name, some, patience)).ms / some : ms;
      entrant.steps = Math.max(1, Math.round((seconds * 1000) / entrant.each));
      places.set(entrant, place);
    } catch (error) {
      const message = error.message.split("\n")[0];
      entrant.failed = /crash/i.test(message) ? "its tab crashed" : message.replace(/^page\.evaluate: Error: .*?: /, "");
      await place.close();
    }
  }
  const running = [...places.keys()];
  const slow = running.some(({ each }) => each > long * 1000);
  for (let round = 0; round < (slow ? Math.min(few, rounds) : rounds); round += 1) {
    // Nobody always goes first.
    for (let turn = 0; turn < running.length; turn += 1) {
      const entrant = running[(turn + round) % running.length];
      const { ms } = await places.get(entrant).steps(entrant.name, entrant.steps, patience);
      entrant.times.push(ms / entrant.steps);
    }
  }
  for (const place of places.values()) await place.close();
  const own = running.find(({ name }) => name === "flatline");
  for (const entrant of running) {
    entrant.median = median(entrant.times);
    entrant.ratio = median(entrant.times.map((time, round) => own.times[round] / time));
    entrant.agrees = Math.abs(entrant.loss - own.loss) <= tolerance * Math.abs(own.loss);
  }
  return { title: title(shape), shape, proofSteps: proof, entrants };
}

const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
for (const backend of options.backend) {
  const theatre = await open({ webgpu: backend === "gpu" });
  for (const shape of raced.filter((shape) => title(shape).includes(options.only))) {
    const result = await race(theatre, backend, shape);
    const others = (read(file)[backend] ?? []).filter(({ title }) => title !== result.title);
    keep(file, theatre.machine, { [backend]: [...others, result] });
    console.log(`${backend}  ${result.title}`);
    for (const { name, failed, median, ratio, loss, agrees, firstSteps } of result.entrants) {
      console.log(failed
        ? `  ${name.padEnd(14)} ${failed}`
        : `  ${name.padEnd(14)} ${short(median).padStart(7)} ms a step   flatline takes ${short(ratio)} of it   loss ${loss.toFixed(5)}${agrees ? "" : " DIFFERS"}   first ${short(firstSteps / 1000)} s`);
    }
  }
  await theatre.close();
}
