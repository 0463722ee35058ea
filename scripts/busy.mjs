// Runs the browser tests several times in a row while every core is kept busy with something else, as on a shared
// machine: a test that depends on a moment fails here. No test has a second try.
//
//   node scripts/busy.mjs [TIMES]      three times, unless TIMES says otherwise
//
// Needs dist/ and what the browser tests need: `make busy` brings both. At the end it says how long each run took and
// what failed in it; the exit status is 1 where anything did.
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

const times = Number(process.argv[2] ?? 3);
if (!Number.isInteger(times) || times < 1) {
  console.error("busy: how many times must be a whole number from 1");
  process.exit(2);
}
const report = "target/reports/browser.json";
const cores = availableParallelism();

/** Everything that did not pass in a suite of Playwright's report, and in the suites within it. */
function failures(suite) {
  const own = (suite.specs ?? []).filter((spec) => !spec.ok).map((spec) => `${spec.file}: ${spec.title}`);
  return own.concat((suite.suites ?? []).flatMap(failures));
}

/** One run; what it comes to in a sentence, and whether all passed. */
async function run() {
  rmSync(report, { force: true });
  const begun = Date.now();
  const tests = spawn("scripts/test.sh", ["browser"], { stdio: "inherit" });
  const status = await new Promise((ended, failed) => tests.on("exit", ended).on("error", failed));
  const took = duration(Date.now() - begun);
  let told;
  try {
    told = JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return { passed: false, sentence: `${took}, ended without a report` };
  }
  const { expected, unexpected, flaky, skipped } = told.stats;
  const failed = told.suites.flatMap(failures).map((name) => `\n    ${name}`);
  const counts = `${expected} passed, ${unexpected + flaky} failed${skipped ? `, ${skipped} skipped` : ""}`;
  return { passed: status === 0 && unexpected + flaky === 0, sentence: `${took}, ${counts}${failed.join("")}` };
}

function duration(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

// They end with this process.
for (let core = 0; core < cores; core += 1) new Worker("for (;;);", { eval: true });
const begun = Date.now();
const runs = [];
for (let count = 1; count <= times; count += 1) runs.push(await run());

console.log(`\nThe browser tests, ${times} times beside ${cores} busy cores: ${duration(Date.now() - begun)}`);
runs.forEach(({ sentence }, index) => console.log(`  run ${index + 1}: ${sentence}`));
process.exit(runs.every(({ passed }) => passed) ? 0 : 1);
