// Serves a folder on localhost: node scripts/serve.mjs FOLDER PORT [PREFIX]
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";
import { pipeline } from "node:stream";
import { pathToFileURL } from "node:url";

const types = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Serves `folder` under `prefix` (such as "/some/where/"), with more headers; gives the server once it listens. */
export function serve(folder, port, prefix = "/", headers = {}) {
  const root = resolve(folder);
  const server = createServer(async (request, response) => {
    const refuse = (status) => response.writeHead(status).end();
    let path;
    try {
      path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    } catch {
      return refuse(400);
    }
    if (!path.startsWith(prefix)) return refuse(404);
    let file = join(root, normalize("/" + path.slice(prefix.length)));
    if (path.endsWith("/")) file = join(file, "index.html");
    const found = await stat(file).catch(() => null);
    if (found?.isDirectory()) return response.writeHead(301, { location: `${encodeURI(path)}/` }).end();
    if (!found?.isFile()) return refuse(404);
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-length": found.size,
      // What was built anew is seen at the next load.
      "cache-control": "no-cache",
      // As a host of static files does: a sandboxed frame has no origin that it could name.
      "access-control-allow-origin": "*",
      ...headers,
    });
    if (request.method === "HEAD") return response.end();
    // A visitor who leaves, or a file that a new build takes away, ends this answer and not the server.
    pipeline(createReadStream(file), response, () => {});
  });
  return new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", () => done(server)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [folder = "dist", port = "8080", prefix = "/"] = process.argv.slice(2);
  try {
    await serve(folder, Number(port), prefix);
    console.log(`flatline: serving ${folder} on http://localhost:${port}${prefix} (Ctrl+C stops it)`);
  } catch (error) {
    const why = {
      EADDRINUSE: `port ${port} is taken; another one: make serve PORT=8081`,
      EACCES: `port ${port} is not ours to take; another one: make serve PORT=8081`,
      ERR_SOCKET_BAD_PORT: `'${port}' is not a port; it must be 1 to 65535`,
    }[error.code];
    console.error(`flatline: could not serve ${folder}: ${why ?? error.message}`);
    process.exit(1);
  }
}
