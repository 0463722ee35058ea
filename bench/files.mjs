// Where measurements are kept: a JSON file of results by name, and the machine they are from.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { hardware } from "../tests/browser/chromium.mjs";

/** What a graphics card took is kept apart from what the software adapter takes. */
const at = (path) => (hardware ? path.replace(/^bench\//, "bench/hardware/") : path);

/** What a file holds, or nothing where there is none. */
export function read(path) {
  try {
    return JSON.parse(readFileSync(at(path), "utf8"));
  } catch {
    return {};
  }
}

/** Puts results beside those that the file has under other names. */
export function keep(path, machine, results) {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), `${JSON.stringify({ ...read(path), machine, ...results }, null, 1)}\n`);
}
