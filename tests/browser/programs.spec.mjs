// What the build makes of the programs: they do the same (every other test here runs them), and take less to download.
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { order } from "../../scripts/alike.mjs";
import { CODE, CUSTOM, IMPORTS, functions, imports, nameOf, sections } from "../../scripts/wasm.mjs";
import { test, expect } from "./test.mjs";

/** Bytes that nothing compresses, the same for the same seed. */
function noise(seed, length) {
  let state = seed;
  return Buffer.from(Array.from({ length }, () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0), state >>> 24)));
}

test("functions that are alike come to lie side by side, each once", () => {
  // Sixty kinds of five functions each, all first ones first: those of a kind are 60 KB apart.
  const codes = Array.from({ length: 300 }, (_, index) => Buffer.concat([noise(1 + (index % 60), 1000), noise(1000 + index, 50)]));
  const placed = order(codes);
  expect([...placed].sort((a, b) => a - b)).toEqual(codes.map((_, index) => index));
  const kinds = placed.map((index) => index % 60);
  expect(kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length, "changes of kind").toBe(59);
  const size = (list) => gzipSync(Buffer.concat(list), { level: 9 }).length;
  expect(size(placed.map((index) => codes[index]))).toBeLessThan(0.3 * size(codes));
});

test("a program without functions, or with short ones only, is put in order too", () => {
  expect(order([])).toEqual([]);
  expect(order([Buffer.of(1), Buffer.of(), Buffer.of(1)]).sort()).toEqual([0, 1, 2]);
});

test("the built programs have no names of functions, and no digits in the names of what they import", () => {
  const programs = readdirSync("dist").filter((name) => name.endsWith(".wasm"));
  expect(programs.length).toBe(3);
  for (const name of programs) {
    const found = [...sections(readFileSync(`dist/${name}`))];
    const of = (wanted) => found.filter(({ id }) => id === wanted).map(({ body }) => body);
    expect(of(CODE).flatMap(functions).length, name).toBeGreaterThan(1000);
    const named = of(CUSTOM).map(nameOf);
    expect(named, name).not.toContain("name");
    const asked = of(IMPORTS).flatMap(imports).map((one) => `${Buffer.from(one.name)}`);
    expect(asked.length, name).toBeGreaterThan(20);
    expect(asked.filter((one) => /^__wbg_\w+_[0-9a-f]{16}$/.test(one)), name).toEqual([]);
    expect(new Set(asked).size, name).toBe(asked.length);
  }
});
