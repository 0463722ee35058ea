// Says what visits of the built page cost its host: node scripts/weigh.mjs [DIST] [READERS]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { immutable } from "./csp.mjs";
import { pageFiles, trainerFiles as trainer } from "./module.mjs";

const [dist = "dist", readers = "500"] = process.argv.slice(2);
const kept = new Set(immutable(dist));
const page = pageFiles(dist);
const again = page.filter((file) => !kept.has(file));

const weights = new Map();
function weight(file) {
  const bytes = readFileSync(join(dist, file));
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } });
  return { plain: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length };
}

function row(name, files) {
  const sum = { plain: 0, gzip: 0, brotli: 0 };
  for (const file of files) {
    if (!weights.has(file)) weights.set(file, weight(file));
    for (const how of Object.keys(sum)) sum[how] += weights.get(file)[how];
  }
  const size = (bytes) => (bytes < 1e7 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1e6)} MB`);
  console.log(`| ${[name, files.length, ...["brotli", "gzip", "plain"].map((how) => size(sum[how])), size(sum.gzip * Number(readers))].join(" | ")} |`);
}

console.log(`|  | requests | brotli | gzip | plain | ${readers} at once, gzip |\n|---|---|---|---|---|---|`);
row("first visit, trained on the CPU", [...page, ...trainer("cpu")]);
row("first visit, trained on the GPU", [...page, ...trainer("gpu")]);
row("the same reader again, at most", again);
