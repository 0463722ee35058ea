// Takes the digits at the end of the names under which a program gets the browser's functions out of the program and its script:
// wasm-bindgen tells names apart by them, 16 of them that nothing compresses for each of some hundred names.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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

/** A whole number as WebAssembly writes it (unsigned LEB128). */
function leb(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  return [...bytes, number];
}

class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }
  byte() {
    return this.bytes[this.at++];
  }
  number() {
    let number = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.byte();
      number += (byte & 127) * unit;
      if (byte < 128) return number;
    }
  }
  take(count) {
    return this.bytes.subarray(this.at, (this.at += count));
  }
  limits() {
    const flags = this.byte();
    this.number();
    if (flags & 1) this.number();
  }
  /** What follows the names of an import: what it is, and of which type. */
  described() {
    const from = this.at;
    const kind = this.byte();
    if (kind === 0) this.number();
    else if (kind === 1) (this.byte(), this.limits());
    else if (kind === 2) this.limits();
    else if (kind === 3) (this.byte(), this.byte());
    else if (kind === 4) (this.byte(), this.number());
    else throw new Error(`an import of an unknown kind, ${kind}`);
    return this.bytes.subarray(from, this.at);
  }
}

/** The same program, with other names for what it imports. */
function rename(program, names) {
  const reader = new Reader(program, 8);
  const parts = [program.subarray(0, 8)];
  while (reader.at < program.length) {
    const from = reader.at;
    const id = reader.byte();
    const body = reader.take(reader.number());
    if (id !== 2) {
      parts.push(program.subarray(from, reader.at));
      continue;
    }
    const imports = new Reader(body);
    const count = imports.number();
    const entries = [Buffer.from(leb(count))];
    for (let entry = 0; entry < count; entry++) {
      const module = imports.take(imports.number());
      const old = Buffer.from(imports.take(imports.number())).toString();
      const name = Buffer.from(names.get(old) ?? old);
      entries.push(Buffer.from(leb(module.length)), module, Buffer.from(leb(name.length)), name, imports.described());
    }
    const section = Buffer.concat(entries);
    parts.push(Buffer.from([2, ...leb(section.length)]), section);
  }
  return Buffer.concat(parts);
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
