// Puts a program's functions beside those whose code is like theirs: gzip sees what is alike only within 32 KB, and generic code
// is written out once for each type. That takes a seventh off the GPU's trainer.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { CODE, CUSTOM, IMPORTS, counted, functions, imports, leb, listed, nameOf, rewritten, section, sections } from "./wasm.mjs";

/** How many bytes in a row make two functions alike in one place. */
const RUN = 8;
/** A run that more functions have tells nothing of any of them. */
const COMMON = 60;
/** How far back gzip looks, less what the function itself takes. */
const WINDOW = 30_000;
/** Added to a function's length where it is weighed, so that the shortest do not always come first. */
const SHORT = 20;

/** Each run of bytes of a function as a number, the same for the same bytes, and each once. */
function runsOf(codes) {
  const total = codes.reduce((sum, code) => sum + code.length, 0);
  const mask = 2 ** Math.ceil(Math.log2(2 * total + 2)) - 1;
  const slots = new Int32Array(mask + 1).fill(-1);
  const hashes = new Int32Array(mask + 1);
  const lastOwner = new Int32Array(total).fill(-1);
  let count = 0;
  const runs = codes.map((code, owner) => {
    const own = [];
    for (let from = 0; from + RUN <= code.length; from++) {
      let hash = 2166136261;
      for (let at = from; at < from + RUN; at++) hash = Math.imul(hash ^ code[at], 16777619);
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
      hash ^= hash >>> 12;
      let slot = hash & mask;
      while (slots[slot] >= 0 && hashes[slot] !== hash) slot = (slot + 1) & mask;
      if (slots[slot] < 0) {
        slots[slot] = count++;
        hashes[slot] = hash;
      }
      const run = slots[slot];
      if (lastOwner[run] !== owner) own.push(run);
      lastOwner[run] = owner;
    }
    return Int32Array.from(own);
  });
  return { runs, count };
}

/** The runs of each function that tell of others, and the functions that have a run (`owners(run)`). */
function shared(codes) {
  const { runs, count } = runsOf(codes);
  const having = new Int32Array(count);
  for (const own of runs) for (const run of own) having[run]++;
  const tells = (run) => having[run] > 1 && having[run] <= COMMON;
  const ends = new Int32Array(count + 1);
  for (let run = 0; run < count; run++) ends[run + 1] = ends[run] + (tells(run) ? having[run] : 0);
  const list = new Int32Array(ends[count]);
  const next = ends.slice();
  const telling = runs.map((own) => own.filter(tells));
  telling.forEach((own, owner) => own.forEach((run) => (list[next[run]++] = owner)));
  return { runs: telling, count, owners: (run) => list.subarray(ends[run], ends[run + 1]) };
}

/** An order of functions, as their indices: after each the one of which most stands within the window already. */
export function order(codes) {
  const { runs, count, owners } = shared(codes);
  const seen = new Int32Array(count);
  const known = new Int32Array(codes.length);
  const left = codes.map((_, index) => index);
  const placed = [];
  let [oldest, within] = [0, 0];
  const place = (index) => {
    placed.push(index);
    within += codes[index].length;
    for (const run of runs[index]) if (seen[run]++ === 0) for (const owner of owners(run)) known[owner]++;
    while (within > WINDOW && oldest < placed.length - 1) {
      const gone = placed[oldest++];
      within -= codes[gone].length;
      for (const run of runs[gone]) if (--seen[run] === 0) for (const owner of owners(run)) known[owner]--;
    }
  };
  const share = (index) => known[index] / (codes[index].length + SHORT);
  while (left.length > 0) {
    let best = 0;
    for (let at = 1; at < left.length; at++) {
      const more = share(left[at]) - share(left[best]);
      if (more > 0 || (more === 0 && left[at] < left[best])) best = at;
    }
    const [next, last] = [left[best], left.pop()];
    if (best < left.length) left[best] = last;
    place(next);
  }
  return placed;
}

/** A custom section with names by which the functions sort into an order; the first ones are `imported` and have none. */
function names(placed, imported) {
  const entries = [];
  placed.forEach((index, place) => {
    entries[index] = Buffer.concat([Buffer.from(leb(imported + index)), counted(Buffer.from(String(place).padStart(6, "0")))]);
  });
  return section(CUSTOM, Buffer.concat([counted(Buffer.from("name")), section(1, listed(entries))]));
}

/** Orders the functions of a program in a file. wasm-opt moves them, which has to renumber every call. */
export function reorder(file) {
  const program = readFileSync(file);
  const found = [...sections(program)];
  const imported = found.filter(({ id }) => id === IMPORTS).flatMap(({ body }) => imports(body)).filter(({ described }) => described[0] === 0);
  const codes = found.filter(({ id }) => id === CODE).flatMap(({ body }) => functions(body));
  const plain = rewritten(program, (one) => (one.id === CUSTOM && nameOf(one.body) === "name" ? [] : one));
  const between = `${file}.named`;
  writeFileSync(between, Buffer.concat([plain, names(order(codes), imported.length)]));
  execFileSync("wasm-opt", [between, "--reorder-functions-by-name", "-o", file], { stdio: "inherit" });
  rmSync(between);
}
