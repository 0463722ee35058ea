// Makes one file of the built page, which opens without any server, as from a USB stick or out of a course's files:
// node scripts/single.mjs [DIST] [FILE]. It trains on the CPU alone: the trainer for the GPU would make it four times as large.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { inlined, program, script as scriptOf } from "./module.mjs";

const [dist = "dist", target = "single/flatline.html"] = process.argv.slice(2);
const read = (file) => readFileSync(join(dist, file), "utf8");

/** What unpacks the files and starts the page. Runs in it. */
async function begin(init, bindings) {
  // Says to the page what it is (src/ui/backend/), and to its trainers where their files are.
  globalThis.flatlineFiles = {};
  const unpacked = (element) => {
    const packed = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream, { headers: { "content-type": element.dataset.type } });
  };
  const elements = [...document.querySelectorAll("script[data-file]")];
  const page = elements.find((element) => element.dataset.file === "page");
  // As addresses that hold all of the file: a worker of a page without an origin may read no blob of the page's.
  const inAddress = async (element) => {
    const reader = new FileReader();
    reader.readAsDataURL(await unpacked(element).blob());
    await new Promise((read) => (reader.onload = read));
    globalThis.flatlineFiles[element.dataset.file] = reader.result;
  };
  const [program] = await Promise.all([
    WebAssembly.compileStreaming(unpacked(page)),
    ...elements.filter((element) => element !== page).map(inAddress),
  ]);
  await init({ module_or_path: program });
  globalThis.wasmBindings = bindings;
}

/** A file as text that no parser minds. */
function packed(name, file, type) {
  const bytes = gzipSync(readFileSync(join(dist, file)), { level: 9 });
  return `<script type="text/plain" data-file="${name}" data-type="${type}">${bytes.toString("base64")}</script>\n`;
}

const script = `<script type="module">
const { default: init, ...bindings } = ${inlined(dist, scriptOf(dist))};
${begin}
await begin(init, bindings);
</script>`;
if (/<\/script/i.test(script.slice(0, -"</script>".length))) throw new Error("the page's script would end its own element");

const files = [
  packed("page", program(dist), "application/wasm"),
  packed("trainer.js", "trainer.js", "text/javascript"),
  packed("trainer-cpu.js", "trainer-cpu.js", "text/javascript"),
  packed("trainer-cpu_bg.wasm", "trainer-cpu_bg.wasm", "application/wasm"),
];

// The function gives the text, so that no `$` in it means anything.
const html = read("index.html")
  .replace(/<link rel="stylesheet" href="([^"]+)"\s*\/?>/g, (_, file) => `<style>\n${read(file)}</style>`)
  .replace(/<script type="module">[\s\S]*?<\/script>\n?/, "")
  .replace(/<link rel="(?:modulepreload|preload)"[^>]*>/g, "")
  .replace(/<meta (?:property="og:|name="twitter:)[^>]*>\n?/g, "")
  // Last: the text and the picture before the page are then seen before all this is read.
  .replace("</body>", () => `${files.join("")}${script}\n</body>`);
const elsewhere = html.replace(script, "").match(/<[^>]*\b(?:src|href)="(?!data:|#)[^"]*"[^>]*>/);
if (elsewhere) throw new Error(`this would be read from elsewhere: ${elsewhere[0]}`);

mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, html);
console.log(`flatline: wrote ${target} (${(Buffer.byteLength(html) / 1e6).toFixed(2)} MB)`);
