// The Firefox that the tests run in, how it is started, and which of the tests. It is Firefox as it is, driven by WebDriver
// BiDi, and not the one that Playwright changes for itself.
import { createRequire } from "node:module";

/** The browser's path, which scripts/test.sh looks for; none where Firefox is not tested. */
export const executable = process.env.FIREFOX || undefined;

const preferences = {
  // Light, as Playwright asks of every browser by itself.
  "layout.css.prefers-color-scheme.content-override": 1,
  // Playwright lets a page that was opened as a file read other files, which Firefox does not.
  "security.fileuri.strict_origin_policy": true,
  // Nothing but the page's own server can be reached: there is no such proxy, and 127.0.0.1 is asked without one.
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
};

// What Firefox, or Playwright in it, cannot do, or need not.
const cannot = [
  [/hosting\.spec.* no path of the machine/, "it reads files, and opens no page"],
  [/article\.spec.*, dark/, "Firefox ESR cannot be told a colour scheme by BiDi"],
  [/axe\.spec.* a flatline with/, "BiDi loses its realm where the page asks as axe looks"],
  [/layout\.spec.* (on a system that is dark|the page follows the system)/, "Firefox ESR cannot be told a colour scheme by BiDi"],
  [/case-pages\.spec.* where no script runs/, "Playwright cannot switch scripts off by BiDi"],
  [/(shell\.spec.* where the browser runs|(article|embed)\.spec.* without) .*scripts/, "Playwright cannot switch scripts off by BiDi"],
  [/embed\.spec.* an article of two cases/, "Firefox draws the step of a frame out of view seconds late"],
  [/share\.spec.* in a frame of another site/, "Firefox lets such a frame copy, so that there is no field"],
  [/lost-trainer\.spec.* rejects a promise/, "BiDi tells of a rejection even where a listener has dealt with it"],
];

// These passed when they were tried, but the part in Firefox is to take three minutes.
const seenInChromium = [
  [/bad-input\.spec.* each of nine/, "one control stands for all"],
  [/cases\.spec\.mjs/, "arithmetic, the same to the bit in every browser: same-run.spec.mjs"],
  [/remedies\.spec/, "the same arithmetic, the page's own logic; copies are tried in frames.spec.mjs"],
  [/same-run\.spec.* (momentum|AdamW|clip by|activation)/, "the other stories have the same instructions"],
  [/data\.spec.* (Circles|Xor|Two spirals)/, "one drawing stands for all"],
  [/comparison\.spec/, "the page's own logic"],
  [/divergence\.spec/, "the page's own logic"],
  [/keyboard\.spec.* (R builds|arrows change|a switch can)/, "other keys stand for these"],
  [/layer\.spec.* (a layer is chosen|how often|what the network says)/, "the page's own logic"],
  [/permalink\.spec.* (an address sets|a change is in|a notice can|a run that takes|the CPU is|WebGPU that is|entries that|of many wrong|a class that)/, "the page's own logic"],
  [/pool\.spec/, "the page's own logic"],
  [/share\.spec.* (the link of the settings|with a clipboard|the picture is|a picture of|the link of a comparison|an author sees)/, "the page's own logic"],
  [/undo\.spec.* (a restart is|a setting that|of changes|whoever does)/, "the page's own logic"],
  [/withheld\.spec.* (with few|what is withheld|of a page|a run that)/, "the page's own logic"],
  [/foretold\.spec/, "the page's own logic"],
  [/first-seconds\.spec/, "it measures no shifts"],
  [/case-pages\.spec.* (each case has|a case's page|the case that is|what an address)/, "the page's own logic"],
  [/frames\.spec.* (keeps its origin|and says why$|a frame of a site|out of a course's)/, "the frame without an origin under the policy stands for these"],
  [/sharpness\.spec/, "the page's own logic"],
  [/axe\.spec.* (an explosion|a network that|digits|what helps|the update sum|a comparison|large type|the list of keys)/, "the same elements in every browser"],
  [/texts\.spec.* (at step 0|diverged|learned|a hundred|a thousand|compared, one|one layer|24 layers|digits|a note|few controls|without most|clipped)/, "half a minute: a verdict and large type stand for all"],
  [/layout\.spec.* the signal comes/, "the sizes of cause and effect stand for these"],
  [/stories\.spec/, "share.spec.mjs replays one"],
  [/switches\.spec.* (a page that opens|the Clipping|a new network|each hot)/, "the page's own logic; an edited address begins a new network, too"],
  [/update-sum\.spec.* (each step|a copy that was left)/, "the page's own logic"],
  [/responsiveness\.spec.* (a click|training does not)/, "15 seconds"],
  [/speed\.spec/, "the page's own logic"],
  [/lost-trainer\.spec.* (its glue|its code is not|no SIMD|of another build|traps|second death|code that stops|does not get on|not flooded|is refused|does not fit|a small machine|given back)/, "2 minutes: two ways to die, and three of what does not come, stand for these"],
  [/embed\.spec.* (of two demos|a demo begins|a host that|a wrong call|a page that is in no|demos that are|the tag's|each case|the page of|the types)/, "the tag's and the page's own logic"],
  [/article\.spec.* (the figures|the article's links|each remedy|it is an article)/, "the same numbers on the same engine"],
  [/shell\.spec.* (text and a picture|where nothing comes|where its script|where a part of|no SIMD|no workers)/, "waiting, and other ways to the same sentence"],
  [/first-visit\.spec.* the coin toss/, "the page's own logic"],
  [/deep\.spec.* a network that does not fit/, "the page's own logic"],
];

/** The tests that are left out, each with its reason. */
export const leftOut = [...cannot, ...seenInChromium];

export const use = {
  browserName: "firefox",
  channel: "moz-firefox",
  launchOptions: { executablePath: executable, firefoxUserPrefs: preferences },
};

/**
 * Answers Playwright in Firefox's place where it asks for a colour scheme, which it does before it opens a page, and which
 * Firefox ESR does not know. Light is what the preferences say; any other is refused, so that a test that wants it fails.
 */
export function answerForColourScheme() {
  const { ws: WebSocket } = createRequire(import.meta.url)("playwright-core/lib/utilsBundle");
  const asked = "emulation.setMediaFeaturesOverride";
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data, ...rest) {
    const { id, method, params } = typeof data === "string" && data.includes(asked) ? JSON.parse(data) : {};
    if (method !== asked) return send.call(this, data, ...rest);
    const scheme = params.features["prefers-color-scheme"];
    const answer = scheme === "light"
      ? { type: "success", id, result: {} }
      : { type: "error", id, error: "unsupported operation", message: `the colour scheme ${scheme}` };
    setImmediate(() => this.emit("message", Buffer.from(JSON.stringify(answer)), false));
  };
}
