// What every story needs: people with a browser each, steps with pictures, and a watch on
// everything that may never happen on any page.
//
// A story fails on: an error in the console, a violation of the content security policy, a
// request to anybody but our own server, an answer of 500 and above, any finding of axe.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const TALLEST = 8_000;
const PATIENCE_MS = 15_000;
const AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What a browser has by way of camera and microphone. */
const DEVICES = {
  // Always there: a camera with a moving picture, a microphone that beeps.
  fake: ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
  refused: ["--use-fake-ui-for-media-stream=deny", "--use-fake-device-for-media-stream"],
  none: ["--use-fake-ui-for-media-stream"],
};
const BROWSER_FLAGS = [
  "--allow-loopback-in-peer-connection",
  // The browser speaks to our server and to nobody else.
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export class StoryFailure extends Error {}

/** Tells a story from its first to its last step and ends the process with 0 or 1. */
export async function story(tell) {
  const book = new Book();
  let failure = null;
  try {
    await book.open();
    await tell(book);
    book.check();
    console.log(`${book.steps} steps, nothing to complain of`);
  } catch (error) {
    failure = error;
    console.error(error instanceof StoryFailure ? error.message : error);
    await book.pictureOfFailure();
  }
  await book.close();
  process.exit(failure === null ? 0 : 1);
}

/** The browser, the people in it, and what was seen so far. */
class Book {
  constructor() {
    this.url = required("VISAVIS_URL");
    this.pictures = process.env.STORY_PICTURES ?? null;
    this.people = [];
    this.browsers = new Map();
    this.faults = [];
    this.steps = 0;
    this.ahead = 0;
    this.begun = Date.now();
  }

  async open() {
    if (this.pictures !== null) {
      for (const folder of ["desktop", "phone", "phone-dark"]) {
        mkdirSync(join(this.pictures, folder), { recursive: true });
      }
    }
  }

  async close() {
    for (const browser of this.browsers.values()) await browser.close();
  }

  /** One browser for all people with the same kind of devices. */
  async browser(devices) {
    const running = this.browsers.get(devices);
    if (running !== undefined) return running;
    const executablePath = process.env.VISAVIS_CHROMIUM ?? "/usr/bin/chromium";
    const args = [...DEVICES[devices], ...BROWSER_FLAGS];
    const browser = await chromium.launch({ executablePath, args });
    this.browsers.set(devices, browser);
    return browser;
  }

  /** A person with a browser of their own: own cookies, own clock zone, own devices. */
  async person(name, { on = "desktop", devices = "fake", ...options } = {}) {
    const isPhone = on === "phone";
    const size = isPhone ? PHONE : DESKTOP;
    const browser = await this.browser(devices);
    const context = await browser.newContext({
      baseURL: this.url,
      viewport: size,
      isMobile: isPhone,
      hasTouch: isPhone,
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      reducedMotion: "reduce",
      permissions: devices === "refused" ? [] : ["camera", "microphone"],
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addInitScript(watchFromInside);
    const person = new Person(this, name, context, size);
    context.on("page", (page) => person.watch(page));
    person.page = await context.newPage();
    this.people.push(person);
    return person;
  }

  /** Says what comes next in the story, for the reader of a failure. */
  chapter(title) {
    const seconds = ((Date.now() - this.begun) / 1000).toFixed(1);
    console.log(`${seconds.padStart(6)} s  ${title}`);
  }

  /** A picture of what this person sees on a desktop and on a phone, by day and by night, and
   *  axe's opinion of both. */
  async step(person, name, { axe = true } = {}) {
    this.steps += 1;
    const number = String(this.steps).padStart(2, "0");
    const label = `${number}-${name}`;
    const { page } = person;
    try {
      await this.look(page, DESKTOP);
      await this.picture(page, "desktop", label);
      if (axe) await this.inspect(page, `${label}, desktop`);
      await this.look(page, PHONE);
      const tooWide = await sidewaysScroll(page);
      if (tooWide > 0) this.note(`${label} is ${tooWide} px too wide for a phone`);
      await this.picture(page, "phone", label);
      await page.emulateMedia({ colorScheme: "dark" });
      await settled(page);
      await this.picture(page, "phone-dark", label);
      if (axe) await this.inspect(page, `${label}, phone, dark`);
    } finally {
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize(person.size);
    }
  }

  /** Gives the page this width, and the height of all that is on it: then what is fixed to an edge of
   *  the window stands at the edge of the picture too. */
  async look(page, size) {
    await page.setViewportSize(size);
    await settled(page);
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    if (whole <= size.height) return;
    await page.setViewportSize({ width: size.width, height: Math.min(whole, TALLEST) });
    await settled(page);
  }

  /** Taken by the browser itself: nothing has to run in the page or its frames for it. */
  async picture(page, folder, label) {
    if (this.pictures === null) return;
    const browser = await page.context().newCDPSession(page);
    const { cssContentSize, cssLayoutViewport } = await browser.send("Page.getLayoutMetrics");
    const width = cssLayoutViewport.clientWidth;
    const height = Math.ceil(cssContentSize.height);
    const clip = { x: 0, y: 0, width, height, scale: 1 };
    const shot = await browser.send("Page.captureScreenshot", {
      format: "png",
      captureBeyondViewport: true,
      clip,
    });
    await browser.detach();
    writeFileSync(join(this.pictures, folder, `${label}.png`), Buffer.from(shot.data, "base64"));
  }

  /** Asks axe about the page itself. Frames are left out: ours hold mails, sandboxed so that no
   *  script runs in them, axe's neither. */
  async inspect(page, where) {
    await page.evaluate(AXE);
    const findings = await page.evaluate(async (rules) => {
      const { violations } = await globalThis.axe.run(document, {
        runOnly: { type: "tag", values: rules },
        iframes: false,
        resultTypes: ["violations"],
      });
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target }) => `${id}: ${help}: ${target.join(" ")}`),
      );
    }, AXE_RULES);
    for (const finding of findings) this.note(`axe, ${where}: ${finding}`);
  }

  /** Notes something that may never happen on a page. The story goes on, so that one run tells all,
   *  and fails at its end. */
  note(fault) {
    console.error(`         ! ${fault}`);
    this.faults.push(fault);
  }

  /** Fails the story when something was noted. */
  check() {
    if (this.faults.length > 0) {
      throw new StoryFailure(`${this.faults.length} things that may never happen on a page`);
    }
  }

  async pictureOfFailure() {
    for (const person of this.people) {
      for (const [index, page] of person.context.pages().entries()) {
        if (page.url() === "about:blank") continue;
        const text = await page
          .locator("body")
          .innerText()
          .catch(() => "");
        console.error(`--- ${person.name} at ${page.url()}\n${text.slice(0, 3000)}`);
        await this.picture(page, "", `failed-${person.name}-${index}`).catch(() => {});
      }
    }
  }

  /** The server's present moment in milliseconds, as far as the clock was moved. */
  now() {
    return Date.now() + this.ahead;
  }

  /** Moves the clock of the demo server forward. */
  async advance(seconds) {
    const whole = Math.ceil(seconds);
    const answer = await fetch(new URL("/demo/clock", this.url), {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: this.url,
      },
      body: new URLSearchParams({ seconds: String(whole) }),
      redirect: "manual",
    });
    must(answer.status < 400, `the clock did not move: ${answer.status} ${await answer.text()}`);
    this.ahead += whole * 1000;
  }
}

class Person {
  constructor(book, name, context, size) {
    this.book = book;
    this.name = name;
    this.context = context;
    this.size = size;
    this.allowed = [];
  }

  watch(page) {
    const note = (what) => {
      if (this.allowed.some((pattern) => pattern.test(what))) return;
      this.book.note(`${this.name} at ${page.url()}: ${what}`);
    };
    page.on("console", (message) => {
      // That is our own watch, which may not run in the sandboxed frame of a mail.
      if (/^Blocked script execution in .*sandboxed/.test(message.text())) return;
      if (message.type() === "error") note(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => note(`script: ${error.message}`));
    page.on("request", (request) => {
      const { protocol, host } = new URL(request.url());
      const isOurs = host === new URL(this.book.url).host;
      if (/^(https?|wss?):$/.test(protocol) && !isOurs) note(`request to ${host}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 500) note(`${response.status()} from ${response.url()}`);
    });
  }

  /** Lets a fault pass that the story causes on purpose, and only while it does so. */
  async allowing(pattern, work) {
    this.allowed.push(pattern);
    try {
      return await work();
    } finally {
      this.allowed = this.allowed.filter((other) => other !== pattern);
    }
  }

  async go(path) {
    const answer = await this.page.goto(path);
    must(answer === null || answer.status() < 400, `${path} answered ${answer?.status()}`);
  }

  async sees(text, { within = PATIENCE_MS } = {}) {
    const found = this.page.getByText(text).filter({ visible: true }).first();
    await found.waitFor({ state: "visible", timeout: within }).catch(() => {
      throw new StoryFailure(`${this.name} does not see ${text} at ${this.page.url()}`);
    });
  }

  async seesNot(text) {
    const count = await this.page.getByText(text).filter({ visible: true }).count();
    must(count === 0, `${this.name} sees ${text} at ${this.page.url()}`);
  }

  /** What a person can see and press; the same button may stand twice, once for each size of screen. */
  control(role, name) {
    return this.page.getByRole(role, { name }).filter({ visible: true }).first();
  }

  async click(role, name) {
    await this.control(role, name).click();
  }

  /** Confirms what was asked in a dialog. */
  async confirm(name) {
    await this.page.getByRole("dialog").getByRole("button", { name }).click();
  }

  async fill(label, value) {
    await this.page.getByLabel(label).filter({ visible: true }).first().fill(value);
  }

  /** Clicks something that opens a window, and goes on in that window. */
  async follow(role, name) {
    const [opened] = await Promise.all([this.context.waitForEvent("page"), this.click(role, name)]);
    await opened.waitForLoadState();
    this.page = opened;
  }

  /** The other's picture: it has a size, its time moves, and its frames are really decoded. */
  async seesMoving(selector) {
    const video = this.page.locator(selector).first();
    await video.waitFor({ state: "attached" });
    await until(`${this.name} sees no picture in ${selector}`, () =>
      video.evaluate((element) => element.videoWidth > 0 && element.readyState >= 2),
    );
    const before = await this.pictureState(video);
    await until(`the picture in ${selector} stands still for ${this.name}`, async () => {
      const after = await this.pictureState(video);
      return after.time > before.time && after.shown > before.shown;
    });
    return this.pictureState(video);
  }

  async pictureState(video) {
    return video.evaluate((element) => ({
      width: element.videoWidth,
      height: element.videoHeight,
      time: element.currentTime,
      shown: element.getVideoPlaybackQuality().totalVideoFrames,
    }));
  }

  /** What the browser's media engine received: decoded pictures, and sound that is not silence. */
  async receivesMedia() {
    const before = await this.page.evaluate(() => globalThis.receivedMedia());
    await until(`nothing arrives at ${this.name}'s media engine`, async () => {
      const after = await this.page.evaluate(() => globalThis.receivedMedia());
      return after.framesDecoded > before.framesDecoded && after.audioEnergy > before.audioEnergy;
    });
    return this.page.evaluate(() => globalThis.receivedMedia());
  }
}

/** Runs inside of every page before its own scripts: policy violations become errors of the
 *  console, and peer connections are remembered so that their statistics can be read. */
function watchFromInside() {
  addEventListener("securitypolicyviolation", (event) => {
    console.error(`CSP: ${event.violatedDirective} blocked ${event.blockedURI || "inline"}`);
  });
  const connections = [];
  const Native = globalThis.RTCPeerConnection;
  if (Native === undefined) return;
  globalThis.RTCPeerConnection = class extends Native {
    constructor(...given) {
      super(...given);
      connections.push(this);
    }
  };
  globalThis.receivedMedia = async () => {
    const sum = { framesDecoded: 0, audioEnergy: 0, packetsLost: 0 };
    for (const connection of connections) {
      if (connection.connectionState === "closed") continue;
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type !== "inbound-rtp") continue;
        sum.packetsLost += entry.packetsLost ?? 0;
        if (entry.kind === "video") sum.framesDecoded += entry.framesDecoded ?? 0;
        if (entry.kind === "audio") sum.audioEnergy += entry.totalAudioEnergy ?? 0;
      }
    }
    return sum;
  };
}

/** Fonts are loaded and two frames are painted: the picture is what a person would see. */
async function settled(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  });
}

async function sidewaysScroll(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

/** Looks again until it is so. */
export async function until(otherwise, isSo, within = PATIENCE_MS) {
  const end = Date.now() + within;
  while (!(await isSo())) {
    if (Date.now() > end) throw new StoryFailure(otherwise);
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

export function must(isSo, otherwise) {
  if (!isSo) throw new StoryFailure(otherwise);
}

export function required(name) {
  const value = process.env[name];
  if (value === undefined || value === "") {
    console.error(`${name} is not set; stories are told by: cargo xtask story NAME`);
    process.exit(2);
  }
  return value;
}
