// The built folder on some path of some host.
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { test, expect } from "./test.mjs";

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
