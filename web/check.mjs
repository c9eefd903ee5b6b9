// Finds what no compiler sees: icons that are named but not in the sprite, words that nobody says, and attributes that
// the content security policy would silently block.
//
//   node check.mjs

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const PAGES = "../crates/visavis-web/src";

/** The files below a folder with one of these endings; none if the folder is not there. */
async function files(folder, ...endings) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const wanted = paths.filter((path) => endings.some((ending) => path.endsWith(ending)));
  return Promise.all(wanted.map(async (path) => ({ path, text: await readFile(path, "utf8") })));
}

const scripts = await files("src", ".ts");
const pages = await files(PAGES, ".rs");
const findings = [];

const icons = new Set((await readFile("src/icons.txt", "utf8")).trim().split(/\s+/));
for (const mark of await readdir("src/marks")) icons.add(mark.replace(".svg", ""));
for (const { path, text } of [...scripts, ...pages]) {
  for (const [, name] of text.matchAll(
    /\b(?:icon|icon_sized|setIcon|sprite|glyph)\((?:svg, )?"([a-z0-9-]+)"/g,
  )) {
    if (!icons.has(name)) findings.push(`${path}: no icon "${name}" in src/icons.txt`);
  }
}

const words = Object.keys(JSON.parse(await readFile("src/room/words.json", "utf8")));
const said = scripts.map(({ text }) => text).join("\n");
// Built from parts: `${trouble}_title`, `quality_${…}`, `${kind}_text`.
const composed = /^(refused|busy|insecure|end|deliver)_(title|text)$|^quality_/;
for (const word of words) {
  if (!composed.test(word) && !said.includes(`"${word}"`)) findings.push(`words.json: nobody says "${word}"`);
}

const BLOCKED = [/\shx-on[:-]/, /hx-vals="?js:/, /\sstyle="/, /hx-trigger="[^"]*\[/];
for (const { path, text } of pages) {
  for (const pattern of BLOCKED)
    if (pattern.test(text)) findings.push(`${path}: ${pattern} is blocked by our CSP`);
}

for (const finding of findings) console.error(finding);
process.exitCode = findings.length > 0 ? 1 : 0;
