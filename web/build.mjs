// Builds `dist/`: hashed scripts, style sheet, fonts and icon sprite, their brotli copies, and `manifest.json`.
//
//   node build.mjs            minified, checked against the size budget
//   node build.mjs --dev      readable, with inline source maps
//   node build.mjs --watch    the same again on every change

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";
import { context } from "esbuild";

const DIST = "dist";
const dev = process.argv.includes("--dev");
const watch = process.argv.includes("--watch");

/** The largest brotli sizes we ship, in bytes: what a first visit may cost. */
const BUDGET = { "app.js": 20 * 1024, "room.js": 140 * 1024, "style.css": 16 * 1024 };

const hash = (content) => createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();

/** What stands between `<svg …>` and `</svg>`, and the view box of it. */
function inside(svg) {
  const viewBox = /viewBox="([^"]+)"/.exec(svg)?.[1] ?? "0 0 24 24";
  const inner = svg
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  return { viewBox, inner };
}

/** One sheet of `<symbol>`s: the Lucide icons of `src/icons.txt` and nothing else, and our own marks. */
async function sprite() {
  const names = (await readFile("src/icons.txt", "utf8")).trim().split(/\s+/);
  const icons = names.map((name) => [name, `node_modules/lucide-static/icons/${name}.svg`]);
  const marks = (await readdir("src/marks")).map((file) => [file.replace(".svg", ""), `src/marks/${file}`]);
  const symbols = await Promise.all(
    [...icons, ...marks].map(async ([name, path]) => {
      const { viewBox, inner } = inside(await readFile(path, "utf8"));
      return `<symbol id="${name}" viewBox="${viewBox}">${inner}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

const squeeze = (content) =>
  brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });

/** Writes everything that esbuild made, then removes what no build made; the manifest comes last. */
async function publish(result, spriteName, spriteText) {
  const files = new Map(result.outputFiles.map((file) => [file.path.split(/[\\/]/).pop(), file.contents]));
  const manifest = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint) {
      manifest[output.entryPoint.split("/").pop().replace(/\.ts$/, ".js")] = path.split("/").pop();
    }
  }
  manifest["icons.svg"] = spriteName;
  files.set(spriteName, Buffer.from(spriteText));
  for (const name of await readdir("static")) files.set(name, await readFile(`static/${name}`));

  await mkdir(DIST, { recursive: true });
  const sizes = {};
  const written = new Set(["manifest.json"]);
  for (const [name, content] of files) {
    written.add(name);
    await writeFile(`${DIST}/${name}`, content);
    if (dev || name.endsWith(".woff2")) continue;
    const small = squeeze(content);
    sizes[name] = small.length;
    written.add(`${name}.br`);
    await writeFile(`${DIST}/${name}.br`, small);
  }
  await writeFile(`${DIST}/manifest.json.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(`${DIST}/manifest.json.new`, `${DIST}/manifest.json`);
  for (const name of await readdir(DIST)) if (!written.has(name)) await rm(`${DIST}/${name}`);
  report(manifest, sizes);
}

function report(manifest, sizes) {
  if (dev) return console.log("web: built for development");
  for (const [entry, limit] of Object.entries(BUDGET)) {
    const size = sizes[manifest[entry]];
    const over = size > limit;
    console.log(
      `web: ${entry} ${(size / 1024).toFixed(1)} KB of ${limit / 1024} KB${over ? ", too large" : ""}`,
    );
    if (over) process.exitCode = 1;
  }
}

const icons = await sprite();
const iconsName = `icons-${hash(icons)}.svg`;

const build = await context({
  entryPoints: ["src/app.ts", "src/room.ts", "src/style.css"],
  outdir: DIST,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  format: "esm",
  // The oldest browsers that know light-dark().
  target: ["chrome123", "firefox128", "safari17.5"],
  loader: { ".woff2": "file" },
  define: { ICON_SPRITE: JSON.stringify(iconsName) },
  minify: !dev,
  sourcemap: dev ? "inline" : false,
  legalComments: "none",
  metafile: true,
  write: false,
  logLevel: "warning",
  plugins: [
    {
      name: "publish",
      setup(plugin) {
        plugin.onEnd((result) => (result.errors.length ? undefined : publish(result, iconsName, icons)));
      },
    },
  ],
});

if (watch) {
  await build.watch();
} else {
  await build.rebuild().catch(() => {
    process.exitCode = 1;
  });
  await build.dispose();
}
