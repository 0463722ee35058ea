// Adds up what the test runners reported, and repeats why browser tests failed: node scripts/counts.mjs FOLDER
// FOLDER holds nextest's JUnit files and Playwright's browser.json.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? "target/reports";

/** Nextest's: `<testsuites tests="3" failures="1" errors="0">`. */
function native(text) {
  const root = text.match(/<testsuites[^>]*>/)?.[0] ?? "";
  const number = (name) => Number(root.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? NaN);
  const failed = number("failures") + number("errors");
  return { passed: number("tests") - failed, failed, skipped: 0 };
}

/** Playwright's: a test that passed only when tried again counts as failed. */
function browser(text) {
  const { expected, unexpected, flaky, skipped } = JSON.parse(text).stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}

/** `suite > test: what was expected` of each browser test that failed. */
function failures(text) {
  const colours = /\u001b\[[\d;]*m/g;
  const of = (suite) => [...(suite.suites ?? []).flatMap(of), ...(suite.specs ?? []).flatMap((spec) => spec.tests.flatMap((test) => {
    const { error } = test.results.findLast((result) => result.error) ?? {};
    const lines = (error?.message ?? "").replace(colours, "").split("\n").filter((line) => line.trim());
    const at = error?.location ? `:${error.location.line}` : "";
    return test.status === "expected" || test.status === "skipped" ? [] : [[`[${test.projectName}] ${spec.file}${at} ${spec.title}`, ...lines.slice(0, 12)].join("\n    ")];
  }))];
  return of(JSON.parse(text));
}

const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);
const reports = files.flatMap((name) => {
  const text = () => readFileSync(join(folder, name), "utf8");
  if (name.endsWith(".xml")) return [native(text())];
  if (name === "browser.json") return [browser(text())];
  return [];
});
if (files.includes("browser.json")) for (const failure of failures(readFileSync(join(folder, "browser.json"), "utf8"))) console.log(failure);
const sum = (key) => reports.reduce((total, report) => total + report[key], 0);
const skipped = sum("skipped");
console.log(`${sum("passed")} passed, ${sum("failed")} failed${skipped ? `, ${skipped} skipped` : ""}`);
