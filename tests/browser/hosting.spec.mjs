// The built folder on some path of some host.
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { test, expect } from "./test.mjs";
import { headers, policy } from "../../scripts/csp.mjs";

test("the page asks for nothing outside its own folder, and only for the trainer that runs", async ({ flatline, page, site }) => {
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await flatline.open();
  await flatline.waitForStep(10);
  const fetched = requests.filter((url) => !url.startsWith("data:") && !url.startsWith("blob:"));
  expect(fetched.filter((url) => !url.startsWith(site.address))).toEqual([]);
  const names = site.answers.map(({ path }) => path.slice(site.prefix.length).split("?")[0]);
  for (const file of [/^page.*\.wasm$/, /^trainer-cpu.*\.wasm$/, /\.css$/]) {
    expect(names.filter((name) => file.test(name)), `${file}`).not.toEqual([]);
  }
  expect(names.filter((name) => /^trainer-gpu.*\.wasm$/.test(name)), "the other trainer stays where it is").toEqual([]);
});

test("no path of the machine that built it is in what is served", () => {
  const files = readdirSync("dist").filter((name) => /\.(wasm|js|html|css)$/.test(name));
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const text = readFileSync(`dist/${file}`).toString("latin1");
    for (const path of [`${homedir()}/`, "/registry/src/"]) {
      const at = text.indexOf(path);
      expect(at < 0 ? "" : text.slice(Math.max(0, at - 20), at + 100), `${file} names ${path}`).toBe("");
    }
  }
});

test("the headers that the build says are those of its files", () => {
  test.skip(!readdirSync("dist").some((name) => /^page-.*\.wasm$/.test(name)), "make build writes them");
  expect(readFileSync("dist/csp.txt", "utf8").trim()).toBe(policy("dist"));
  const written = readFileSync("dist/_headers", "utf8");
  expect(written).toBe(headers("dist"));
  expect(written).toContain("Access-Control-Allow-Origin: *");
  expect(written).not.toMatch(/frame-ancestors|X-Frame-Options|unsafe-inline|Cross-Origin-(Opener|Embedder)/);
  // A host joins what two rules say: none of those that are kept for ever is also asked for anew.
  for (const rule of written.split("\n\n").filter((rule) => rule.includes("Cache-Control"))) {
    expect(/-[0-9a-f]{8,}|^\/trainer/.test(rule), rule).toBe(rule.includes("immutable"));
  }
});
