// Where measurements are kept: a JSON file of results by name, and the machine they are from.
import { readFileSync, writeFileSync } from "node:fs";

/** What a file holds, or nothing where there is none. */
export function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
}

/** Puts results beside those that the file has under other names. */
export function keep(path, machine, results) {
  writeFileSync(path, `${JSON.stringify({ ...read(path), machine, ...results }, null, 1)}\n`);
}
