// Starts a worker whose file lies beside the page. A browser takes only files of the page's own origin for that, and a page
// in a sandboxed frame, or one that was opened as a file, has none: there a blob is started, which fetches the file itself.
const blobs = new Map();

export function start(file, query, name) {
  // The edition in one file has the others in itself (scripts/single.mjs): the address of each, by its name.
  const files = globalThis.flatlineFiles;
  if (files) return new Worker(blob({ script: files[file], query, files }), { name });
  const whole = new URL(`${file}?${query}`, document.baseURI);
  const own = whole.origin === self.origin && self.origin !== 'null';
  return new Worker(own ? whole : blob({ script: whole.href, query, folder: new URL('.', whole).href }), { name });
}

/** The address of a blob that leaves `flatline` to a script, and runs it. */
function blob({ script, ...flatline }) {
  const code = `self.flatline = ${JSON.stringify(flatline)};\nimportScripts(${JSON.stringify(script)});\n`;
  // They are few, and a worker that was only just asked for still reads it.
  if (!blobs.has(code)) blobs.set(code, URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  return blobs.get(code);
}
