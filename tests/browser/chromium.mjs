// The Chromium that the tests run in, and how it is started.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser's path: $CHROMIUM, or the first one on the PATH. */
export function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter).concat("/usr/bin");
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(runs);
    if (found) return found;
  }
  throw new Error("no Chromium found: install one, or name it in $CHROMIUM");
}

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// Nothing but servers of the tests can be reached, so that whatever asks for more fails.
const closed = [
  "--no-sandbox",
  "--disable-background-networking",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/** Whether WebGPU is this machine's own ($WEBGPU=hardware, by Vulkan), and not Chromium's software adapter. */
export const hardware = process.env.WEBGPU === "hardware";

const adapter = hardware
  ? ["--enable-features=Vulkan", "--use-angle=vulkan", "--disable-vulkan-surface", "--ignore-gpu-blocklist"]
  : ["--use-webgpu-adapter=swiftshader"];

/** The arguments of the two kinds of browser. */
export const browsers = {
  withoutWebgpu: [...closed, "--disable-features=WebGPU"],
  webgpu: [...closed, "--enable-unsafe-webgpu", ...adapter],
};
