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
  return { passed: expected, failed: unexpected + flaky, skipped, why: failures(text) };
}

/** Of each browser test that failed: its project, place and title, what was expected, and what the page showed. */
function failures(text) {
  const colours = /\u001b\[[\d;]*m/g;
  const specs = (suite) => [...(suite.suites ?? []).flatMap(specs), ...(suite.specs ?? [])];
  const tests = specs(JSON.parse(text)).flatMap((spec) => spec.tests.map((test) => ({ ...test, spec })));
  return tests.filter(({ status }) => status === "unexpected" || status === "flaky").map(({ spec, projectName, results, annotations }) => {
    const { error } = results.findLast((result) => result.error) ?? {};
    const lines = (error?.message ?? "").replace(colours, "").split("\n").filter((line) => line.trim());
    const at = error?.location ? `:${error.location.line}` : "";
    const page = annotations.filter(({ type }) => type === "page").map(({ description }) => description);
    return [`[${projectName}] ${spec.file}${at} ${spec.title}`, ...lines.slice(0, 12), ...page].join("\n    ");
  });
}

const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => entry.name);
const reports = files.flatMap((name) => {
  const text = () => readFileSync(join(folder, name), "utf8");
  if (name.endsWith(".xml")) return [native(text())];
  if (name === "browser.json") return [browser(text())];
  return [];
});
reports.flatMap(({ why }) => why ?? []).forEach((failure) => console.log(failure));
const sum = (key) => reports.reduce((total, report) => total + report[key], 0);
const skipped = sum("skipped");
console.log(`${sum("passed")} passed, ${sum("failed")} failed${skipped ? `, ${skipped} skipped` : ""}`);
