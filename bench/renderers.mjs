import { readFileSync, readdirSync } from "node:fs";

/** The memory of all processes in which a browser draws and computes, in MiB: what each has for itself and its share of the rest. */
export function memory() {
  let kib = 0;
  for (const process of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${process}/cmdline`, "utf8").includes("--type=renderer")) continue;
      kib += Number(readFileSync(`/proc/${process}/smaps_rollup`, "utf8").match(/^Pss:\s+(\d+)/m)[1]);
    } catch {
      // It ended meanwhile.
    }
  }
  return kib / 1024;
}
