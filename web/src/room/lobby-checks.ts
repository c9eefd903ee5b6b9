/** The verdicts of the lobby: one plain sentence each on microphone, camera and connection. */

import { icon, make, setIcon } from "../element";
import { word } from "./words";

type Check = "mic" | "camera" | "net";
type Verdict = "wait" | "ok" | "off" | "bad";

const SIGNS: Record<Verdict, string> = {
  wait: "circle",
  ok: "circle-check",
  off: "circle",
  bad: "triangle-alert",
};

const SLOW_MS = 300;
const PING_EVERY_MS = 5000;
const TRIES = 3;

export class Checks {
  readonly element = make("div", { role: "status" });
  readonly #items: Record<Check, HTMLLIElement>;

  constructor() {
    const item = (check: Check) => make("li", { "data-check": check }, icon("circle", "s20"), make("span"));
    this.#items = { mic: item("mic"), camera: item("camera"), net: item("net") };
    this.element.append(make("ul", { class: "checks" }, ...Object.values(this.#items)));
  }

  set(check: Check, verdict: Verdict, text: string): void {
    const item = this.#items[check];
    const [svg, words] = [item.querySelector("svg"), item.querySelector("span")];
    // Said again and again, the same sentence would be read out again and again.
    if (words && words.textContent !== text) words.textContent = text;
    item.className = `is-${verdict}`;
    if (svg) setIcon(svg, SIGNS[verdict]);
  }

  /** Measures the way to the site now and then, until the lobby is left. */
  watchConnection(url: string, gone: AbortSignal): void {
    this.set("net", "wait", word("check_net_wait"));
    const measure = async () => {
      const ms = await roundTrip(url);
      if (ms === undefined) this.set("net", "bad", word("check_net_bad"));
      else if (ms > SLOW_MS) this.set("net", "bad", word("check_net_slow", { ms }));
      else this.set("net", "ok", word("check_net_ok", { ms }));
    };
    void measure();
    const timer = setInterval(() => void measure(), PING_EVERY_MS);
    gone.addEventListener("abort", () => clearInterval(timer));
  }
}

/** The shortest of a few round trips; the first one also pays for the connection. */
async function roundTrip(url: string): Promise<number | undefined> {
  let best: number | undefined;
  for (let run = 0; run < TRIES; run += 1) {
    const start = performance.now();
    try {
      await fetch(url, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(4000) });
    } catch {
      return undefined;
    }
    const took = Math.round(performance.now() - start);
    best = Math.min(best ?? took, took);
  }
  return best;
}
