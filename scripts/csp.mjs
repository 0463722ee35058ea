// Writes what a host is to send with the built page: node scripts/csp.mjs [DIST]
//
//   csp.txt     the Content-Security-Policy, in one line
//   _headers    that and how long each file may be kept, as Netlify and Cloudflare Pages read it
//
// The policy allows no inline script but the page's own, each by its hash, so that it is another one after each build.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The documents of the built page, from its folder on. */
export function documents(dist) {
  const all = readdirSync(dist, { recursive: true }).map((file) => file.replaceAll("\\", "/"));
  return all.filter((file) => file.endsWith(".html")).sort();
}

/** The strictest policy under which all documents work. */
export function policy(dist) {
  const scripts = new Set();
  const styles = new Set();
  const hash = (text) => ` 'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  for (const file of documents(dist)) {
    const html = readFileSync(join(dist, file), "utf8").replace(/<!--[\s\S]*?-->/g, "");
    const left = html
      .replace(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g, (_, text) => (scripts.add(hash(text)), ""))
      .replace(/<style[^>]*>([\s\S]*?)<\/style>/g, (_, text) => (styles.add(hash(text)), ""));
    const refused = left.match(/<\w[^>]*\s(?:style|on\w+)=[^>]*>/);
    if (refused) throw new Error(`${file} has what no hash stands for: ${refused[0]}`);
  }
  return [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval'${[...scripts].join("")}`,
    `style-src 'self'${[...styles].join("")}`,
    // From a blob a worker starts where the page has no origin; it takes its files from here all the same.
    "worker-src 'self' blob:",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'none'",
    // No frame-ancestors: everybody may put the page into an article. No COOP and COEP either, which would keep it out of most.
  ].join("; ");
}

/** The files whose content never changes under their address: a hash is in the name, or the build in the page's request. */
export function immutable(dist) {
  return readdirSync(dist).filter((file) => /-[0-9a-f]{8,}(_bg)?\.(js|wasm|css)$/.test(file) || /^trainer.*\.(js|wasm)$/.test(file)).sort();
}

/** The headers, as `_headers` says them. No two rules give a file the same one: some hosts would join them. */
export function headers(dist) {
  const rule = (path, ...lines) => `${path}\n${lines.map((line) => `  ${line}\n`).join("")}`;
  const folders = documents(dist).map((file) => `/${file}`.replace(/index\.html$/, ""));
  const asked = [...new Set(documents(dist).map((file) => `/${file}`).concat(folders))].sort();
  return [
    rule(
      "/*",
      `Content-Security-Policy: ${policy(dist)}`,
      // Sandboxed frames have no origin of which more could be said.
      "Access-Control-Allow-Origin: *",
      "X-Content-Type-Options: nosniff",
    ),
    ...asked.map((path) => rule(path, "Cache-Control: no-cache")),
    ...immutable(dist).map((file) => rule(`/${file}`, "Cache-Control: public, max-age=31536000, immutable")),
  ].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [dist = "dist"] = process.argv.slice(2);
  writeFileSync(join(dist, "csp.txt"), `${policy(dist)}\n`);
  writeFileSync(join(dist, "_headers"), headers(dist));
}
