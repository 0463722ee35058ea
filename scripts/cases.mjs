// Writes a page for each case into the built page's folder: node scripts/cases.mjs [DIST]
//
// What people paste into chats and posts: case/KEY/ has the case's own title, sentence and picture, as crawlers and previews
// read them, which run no script and see no fragment. It is the page itself, which then opens the case, and not a page that
// leads there: so the address in the bar is still the one with the card, and nobody waits for a second page.
//
// A card's picture, its canonical address and oEmbed need whole addresses: SITE=https://example.org/flatline/ names the folder
// where the page will be. Without it those addresses are left out, or relative, which few previews follow.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inlined, program, script } from "./module.mjs";

/** Where the cases' pictures are: scripts/cards.mjs takes them. */
const pictures = "docs/cases";
const size = { width: 1200, height: 630 };
/** The frame that oEmbed asks for. */
const frame = { width: 960, height: 600 };

/** The cases: `key`, `title` and `summary` of each. The page's own program tells them (src/ui/cases.rs). */
export async function casesOf(dist) {
  const text = `export const page = ${inlined(dist, script(dist))};`;
  const { page } = await import(`data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
  // A window without a body, in which the program begins nothing.
  Object.assign(globalThis, { Window: { [Symbol.hasInstance]: () => true }, document: { body: null } });
  await page.default({ module_or_path: readFileSync(join(dist, program(dist))) });
  delete globalThis.Window;
  delete globalThis.document;
  const texts = page.cases();
  const names = ["key", "title", "summary"];
  const count = texts.length / names.length;
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(names.map((name, column) => [name, texts[row * names.length + column]])));
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** Puts `text` where `what` stands, which must be there once. */
function put(html, what, text) {
  if (html.split(what).length !== 2 && !(what instanceof RegExp && what.test(html))) throw new Error(`index.html has no one ${what}`);
  return html.replace(what, () => text);
}

/** The page with another title and description, for a card of that picture. */
function titled(html, { title, summary, picture, address, more = "" }) {
  const meta = (html, key, text) => put(html, new RegExp(`<meta ${key} content="[^"]*">`), `<meta ${key} content="${escaped(text)}">`);
  html = put(html, /<title>[^<]*<\/title>/, `<title>${escaped(title)}</title>`);
  html = meta(html, 'name="description"', summary);
  html = meta(html, 'property="og:title"', title);
  html = meta(html, 'property="og:description"', summary);
  html = meta(html, 'property="og:image"', picture);
  const whole = address ? `<meta property="og:url" content="${escaped(address)}">\n<link rel="canonical" href="${escaped(address)}">\n` : "";
  return put(html, '<meta name="twitter:card"', `${whole}${more}<meta name="twitter:card"`);
}

function casePage(html, one, site) {
  const title = `${one.title}: Flatline`;
  const [address, picture] = [site && `${site}case/${one.key}/`, `${site}case/${one.key}/card.png`];
  const oembed = site
    ? `<link rel="alternate" type="application/json+oembed" href="${escaped(`${address}oembed.json`)}" title="${escaped(title)}">\n`
    : "";
  const sizes = `<meta property="og:image:width" content="${size.width}">\n<meta property="og:image:height" content="${size.height}">\n`;
  html = titled(html, { title, summary: one.summary, picture, address, more: sizes + oembed });
  // All addresses in it are those of the page's folder; and so the page knows that this is not its own.
  html = put(html, '<meta charset="utf-8">', `<meta charset="utf-8">\n<base href="../../">\n<meta name="flatline" content="case=${one.key}">`);
  html = put(html, /(?<=<main id="before" class="before">\s*)<h1>[^<]*<\/h1>\s*<p>[^<]*<\/p>/, `<h1>${escaped(one.title)}</h1>\n<p>${escaped(one.summary)}</p>`);
  const alt = `The page in this case: ${one.summary}`;
  return put(html, /<svg [\s\S]*?<\/svg>/, `<img src="case/${one.key}/card.png" width="${size.width}" height="${size.height}" alt="${escaped(alt)}" fetchpriority="low">`);
}

/** What a site asks for that turns a pasted address into a frame. */
const oembed = (one, site) => ({
  version: "1.0",
  type: "rich",
  provider_name: "Flatline",
  provider_url: site,
  title: one.title,
  ...frame,
  html: `<iframe src="${escaped(`${site}case/${one.key}/`)}" width="${frame.width}" height="${frame.height}" title="${escaped(one.title)}" style="border: 0; max-width: 100%" loading="lazy"></iframe>`,
  thumbnail_url: `${site}case/${one.key}/card.png`,
  thumbnail_width: size.width,
  thumbnail_height: size.height,
});

/** `SITE` with a slash at its end; empty where it is not said. */
export function siteOf(text = "") {
  if (!text) return "";
  const { href, search, hash } = new URL(text);
  if (search || hash || !/^https?:/.test(href)) throw new Error(`SITE is ${text}: it must be the address of a folder, such as https://example.org/flatline/`);
  return href.endsWith("/") ? href : `${href}/`;
}

/** Writes the pages of all cases, and gives the cases. */
export async function writeCases(dist, site) {
  const cases = await casesOf(dist);
  const html = readFileSync(join(dist, "index.html"), "utf8");
  for (const one of cases) {
    const picture = join(pictures, `${one.key}.png`);
    if (!existsSync(picture)) throw new Error(`${picture} is missing: node scripts/cards.mjs takes it`);
    const folder = join(dist, "case", one.key);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "index.html"), casePage(html, one, site));
    copyFileSync(picture, join(folder, "card.png"));
    if (site) writeFileSync(join(folder, "oembed.json"), `${JSON.stringify(oembed(one, site), null, 1)}\n`);
  }
  if (site) {
    const [, title] = html.match(/<title>([^<]*)</);
    const [, summary] = html.match(/name="description" content="([^"]*)"/);
    if (!html.includes('rel="canonical"')) writeFileSync(join(dist, "index.html"), titled(html, { title, summary, picture: `${site}preview.png`, address: site }));
  }
  return cases;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await writeCases(process.argv[2] ?? "dist", siteOf(process.env.SITE));
}
