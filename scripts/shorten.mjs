// Takes the digits at the end of the names under which a program gets the browser's functions out of the program and its script:
// wasm-bindgen tells names apart by them, 16 of them that nothing compresses for each of some hundred names.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMPORTS, counted, imports, listed, rewritten } from "./wasm.mjs";

const NAME = /\b(__wbg_\w+)_[0-9a-f]{16}\b/g;

/** The names of a script, and for each of them the shorter one that no other has. */
function shorter(script) {
  const names = [...new Set(script.match(NAME) ?? [])];
  const taken = new Set();
  return new Map(
    names.map((name) => {
      const plain = name.replace(NAME, "$1");
      let short = plain;
      for (let count = 2; taken.has(short); count++) short = `${plain}_${count}`;
      taken.add(short);
      return [name, short];
    }),
  );
}

/** The same program, with other names for what it imports. */
function rename(program, names) {
  return rewritten(program, ({ id, body }) => {
    if (id !== IMPORTS) return { id, body };
    const entries = imports(body).map(({ module, name, described }) =>
      Buffer.concat([counted(module), counted(Buffer.from(names.get(`${Buffer.from(name)}`) ?? name)), described]),
    );
    return { id, body: listed(entries) };
  });
}

/** Does so for each program in a folder. */
export function shorten(folder) {
  for (const file of readdirSync(folder)) {
    const program = join(folder, file.replace(/\.js$/, "_bg.wasm"));
    if (!file.endsWith(".js") || !existsSync(program)) continue;
    const script = readFileSync(join(folder, file), "utf8");
    const names = shorter(script);
    writeFileSync(program, rename(readFileSync(program), names));
    writeFileSync(join(folder, file), script.replace(NAME, (name) => names.get(name)));
  }
}
