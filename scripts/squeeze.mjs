// Makes what Trunk has put together smaller to download (Trunk.toml): takes comments and indentation out of the page's own texts,
// which are for whoever reads the sources, and lays the programs out so that they compress.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reorder } from "./alike.mjs";
import { shorten } from "./shorten.mjs";

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

/** Only comments that begin a line, so that no text that looks like one is lost. */
const squeeze = (text) =>
  text
    .replace(/^[ \t]*\/\*[\s\S]*?\*\/[ \t]*\n/gm, "")
    .replace(/^[ \t]*\/\/.*\n/gm, "")
    .replace(/^[ \t]+/gm, "")
    .replace(/\n{2,}/g, "\n");

const folder = process.env.TRUNK_STAGING_DIR ?? "dist";
for (const path of files(folder)) {
  if (/\.(html|css|js)$/.test(path)) writeFileSync(path, squeeze(readFileSync(path, "utf8")));
}
// Not as a hook of its own: Trunk runs hooks side by side.
shorten(folder);
for (const path of files(folder)) if (path.endsWith(".wasm")) reorder(path);
