// What a first visit of the directory transfers, as a browser counts it. Portraits and covers are
// counted apart: they are the hosts' own.

import { chromium } from "playwright-core";
import { required } from "./lib.mjs";

const LIMIT_KB = 100;

const url = required("VISAVIS_URL");
const browser = await chromium.launch({
  executablePath: process.env.VISAVIS_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const page = await browser.newPage();
const network = await page.context().newCDPSession(page);
await network.send("Network.enable");
const parts = new Map();
network.on("Network.responseReceived", ({ requestId, type, response }) => {
  parts.set(requestId, { type, url: response.url, bytes: 0 });
});
network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
  const part = parts.get(requestId);
  if (part !== undefined) part.bytes = encodedDataLength;
});
// Not "networkidle": the stream of live updates never ends.
await page.goto(url, { waitUntil: "load" });
await page.evaluate(() => document.fonts.ready);

const sums = { page: 0, pictures: 0 };
for (const { type, url: address, bytes } of parts.values()) {
  const kind = type === "Image" ? "pictures" : "page";
  sums[kind] += bytes;
  if (kind === "page") console.log(`${(bytes / 1024).toFixed(1).padStart(8)} KB  ${address}`);
}
const kilobytes = sums.page / 1024;
const html = await page.evaluate(() => document.documentElement.outerHTML.length / 1024);
await browser.close();
const cells = [
  "directory, first visit, portraits aside",
  `${kilobytes.toFixed(1)} KB`,
  `its HTML uncompressed ${html.toFixed(1)} KB`,
  (kilobytes / html).toFixed(2),
  `${LIMIT_KB} KB`,
  kilobytes <= LIMIT_KB ? "ok" : "over",
];
console.log(`portraits and covers: ${(sums.pictures / 1024).toFixed(1)} KB`);
console.log(`figure: ${cells.join(" | ")}`);
