// The built page's script and what it imports, as one text.
import { readFileSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";

/** The one file in a built page's folder of such a name; a release has a hash in it. */
export function find(dist, name) {
  const found = readdirSync(dist).filter((file) => name.test(file));
  if (found.length !== 1) throw new Error(`${dist}/ has ${found.length} files like ${name}: 'make build' makes it anew`);
  return found[0];
}

/** The names of the page's script and of its program. */
export const script = (dist) => find(dist, /^page(-[0-9a-f]+)?\.js$/);
export const program = (dist) => find(dist, /^page(-[0-9a-f]+)?_bg\.wasm$/);

/** What a first visit loads of the page, and of the trainer `cpu` or `gpu`. */
export function pageFiles(dist) {
  const html = readFileSync(join(dist, "index.html"), "utf8");
  const styles = [...html.matchAll(/<link rel="stylesheet" href="\.\/([^"]+)"/g)].map(([, file]) => file);
  const imported = [...readFileSync(join(dist, script(dist)), "utf8").matchAll(/^import .* from ['"]\.\/([^'"]+)['"]/gm)].map(([, file]) => file);
  return ["index.html", ...styles, script(dist), ...imported, program(dist), "trainer.js"];
}
export const trainerFiles = (which) => [`trainer-${which}.js`, `trainer-${which}_bg.wasm`];

/** A module as an expression: runs it, and gives what it exports. What it imports is put into it. */
export function inlined(dist, file) {
  const names = [];
  const note = (name, as = name) => names.push(as === name ? name : `${as}: ${name}`);
  const text = readFileSync(join(dist, file), "utf8")
    .replace(/^import (?:\* as (\w+)|(\{[^}]*\})) from ['"]([^'"]+)['"];?$/gm, (_, all, some, from) =>
      `const ${all ?? some.replaceAll(" as ", ": ")} = ${inlined(dist, posix.join(posix.dirname(file), from))};`)
    .replace(/^export (?=(?:async )?(?:function|class|const|let) (\w+))/gm, (_, name) => (note(name), ""))
    .replace(/^export \{([^}]*)\};?$/gm, (_, list) => {
      for (const entry of list.split(",")) note(...entry.trim().split(" as "));
      return "";
    });
  const left = text.match(/^(?:import|export)\b.*/m);
  if (left) throw new Error(`${file}: what is to become of this line is not known: ${left[0]}`);
  return `(() => {\n${text}\nreturn { ${names.join(", ")} };\n})()`;
}
