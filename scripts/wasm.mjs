// Reads and writes WebAssembly as far as the build needs it: sections, what a program imports, its functions.

/** The sections that the build knows, by their numbers. */
export const [CUSTOM, IMPORTS, CODE] = [0, 2, 10];

/** A whole number as WebAssembly writes it (unsigned LEB128). */
export function leb(number) {
  const bytes = [];
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
  return [...bytes, number];
}

export class Reader {
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

/** The sections of a program, in order: the `id` of each and its `body`. */
export function* sections(program) {
  const reader = new Reader(program, 8);
  while (reader.at < program.length) yield { id: reader.byte(), body: reader.take(reader.number()) };
}

/** One section, or a subsection, as it stands in a program. */
export const section = (id, body) => Buffer.concat([Buffer.from([id, ...leb(body.length)]), body]);

/** A text or a function's code, its length before it. */
export const counted = (bytes) => Buffer.concat([Buffer.from(leb(bytes.length)), bytes]);

/** Such entries in a row, their number before them. */
export const listed = (entries) => Buffer.concat([Buffer.from(leb(entries.length)), ...entries]);

/** The name of a custom section. */
export function nameOf(body) {
  const reader = new Reader(body);
  return `${reader.take(reader.number())}`;
}

/** A program with other sections: those that `change` gives for each of its own. */
export function rewritten(program, change) {
  return Buffer.concat([program.subarray(0, 8), ...[...sections(program)].flatMap(change).map(({ id, body }) => section(id, body))]);
}

/** What a section of imports lists: `module` and `name` as bytes, and what it is (`described`). */
export function imports(body) {
  const reader = new Reader(body);
  return Array.from({ length: reader.number() }, () => ({
    module: reader.take(reader.number()),
    name: reader.take(reader.number()),
    described: reader.described(),
  }));
}

/** The code of each function of a section of code. */
export function functions(body) {
  const reader = new Reader(body);
  return Array.from({ length: reader.number() }, () => reader.take(reader.number()));
}
