// What a visitor downloads, compressed, and what the bytes are. Needs dist/ and target/ (`make build`), and twiggy.
// Writes bench/sizes.json.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { pageFiles, trainerFiles } from "../scripts/module.mjs";
import { keep } from "./files.mjs";
import { kb } from "./numbers.mjs";

const downloads = [
  { title: "page", program: "page", profile: "page", loaded: pageFiles("dist") },
  { title: "CPU trainer", program: "trainer-cpu", profile: "release", loaded: trainerFiles("cpu") },
  { title: "GPU trainer", program: "trainer-gpu", profile: "release", loaded: trainerFiles("gpu") },
];
/** Crates that are named by themselves; the others are summed up. */
const most = 8;

/** The crate that a function is of: the first that its name has; of generic code the one that it is generic over. */
function crate(name) {
  if (name.startsWith("data segment")) return "data";
  const crates = [...name.matchAll(/(?<![\w:])([a-z][a-z0-9_]*)(?:\[[0-9a-f]+\])?::/g)].map(([, crate]) => crate);
  const library = ["core", "alloc", "std", "hashbrown"];
  return crates.find((crate) => !library.includes(crate)) ?? crates[0] ?? "other";
}

/** Names, and what tells wasm-bindgen of types: not in the download. */
const gone = /subsection|^custom section|__wbindgen_describe/;

/** Shares of a program's code and data by crate, as compiled, before it is made smaller. */
function shares(program, profile) {
  const path = join(process.env.CARGO_TARGET_DIR ?? "target", "wasm32-unknown-unknown", profile, `${program}.wasm`);
  const options = { encoding: "utf8", maxBuffer: 1 << 30 };
  const items = JSON.parse(execFileSync("twiggy", ["top", "-n", "10000000", "--format", "json", path], options));
  const sums = new Map();
  let all = 0;
  for (const { name, shallow_size: size } of items) {
    if (gone.test(name)) continue;
    sums.set(crate(name), (sums.get(crate(name)) ?? 0) + size);
    all += size;
  }
  const sorted = [...sums].sort((a, b) => b[1] - a[1]);
  const rest = sorted.slice(most).reduce((sum, [, size]) => sum + size, 0);
  return Object.fromEntries([...sorted.slice(0, most), ["others", rest]].map(([name, size]) => [name, size / all]));
}

for (const { title, program, profile, loaded } of downloads) {
  const sum = (size) => loaded.reduce((sum, file) => sum + size(readFileSync(join("dist", file))), 0);
  const result = {
    bytes: sum((file) => file.length),
    gzip: sum((file) => gzipSync(file, { level: 9 }).length),
    brotli: sum((file) => brotliCompressSync(file).length),
    shares: shares(program, profile),
  };
  keep("bench/sizes.json", undefined, { [title]: result });
  const of = Object.entries(result.shares).map(([name, share]) => `${name} ${Math.round(100 * share)} %`);
  console.log(`${title}: ${kb(result.brotli)} as brotli, ${kb(result.gzip)} as gzip, ${kb(result.bytes)} unpacked; ${of.join(", ")}`);
}
