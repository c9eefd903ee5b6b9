// Tests of what needs no browser. Everything else is tried in one, by the stories.
//
//   node --test

import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";

/** A module of `src`, as the browser would get it. */
async function load(path) {
  const bundle = await build({
    entryPoints: [path],
    bundle: true,
    format: "esm",
    write: false,
    // What a page gives, as far as these modules ask for it.
    banner: {
      js: "globalThis.document ??= { documentElement: { lang: 'en' } }; globalThis.HTMLElement ??= class {};",
    },
    define: { ICON_SPRITE: '"icons.svg"', "import.meta.url": '"http://localhost/"' },
  });
  return import(`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].text).toString("base64")}`);
}

const { clockText, pageLanguage, ServerClock, wordsText } = await load("src/clock.ts");
const { fill } = await load("src/element.ts");

test("a clock shows hours only when there are any", () => {
  assert.equal(clockText(0), "0:00");
  assert.equal(clockText(59.9), "0:59");
  assert.equal(clockText(50 * 60), "50:00");
  assert.equal(clockText(3661), "1:01:01");
});

test("a clock never goes below zero", () => {
  assert.equal(clockText(-5), "0:00");
});

test("words name the one unit that says enough", () => {
  assert.equal(wordsText(42, "en"), "42 sec");
  assert.equal(wordsText(24 * 60 + 30, "en"), "24 min");
  assert.equal(wordsText(3 * 3600, "en"), "3 hr");
  assert.equal(wordsText(50 * 3600, "en"), "2 days");
  assert.equal(wordsText(24 * 60, "de"), "24 Min.");
});

test("the server's clock is kept however wrong our own is", () => {
  const clock = new ServerClock(Date.now() + 7_200_000);
  assert.ok(Math.abs(clock.now() - Date.now() - 7_200_000) < 50);
});

test("plain English is told the way the server tells it", () => {
  assert.equal(pageLanguage(), "en-GB");
  document.documentElement.lang = "en-XA";
  assert.equal(pageLanguage(), "en-GB");
  document.documentElement.lang = "pt";
  assert.equal(pageLanguage(), "pt");
});

test("holes without a value stay, so that nobody misses them", () => {
  assert.equal(fill("{n} of {max}", { n: 3, max: 80 }), "3 of 80");
  assert.equal(fill("Hello {name}", {}), "Hello {name}");
  assert.equal(fill("{a}{a}", { a: "$&" }), "$&$&");
});
