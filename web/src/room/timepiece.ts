/**
 * The capsule over the seam: how much of the bought time is left. It only informs. It starts when both have met,
 * goes on past zero as overtime, and nothing happens at zero.
 */

import { clockText, ServerClock } from "../clock";
import { make } from "../element";
import { word } from "./words";

const SVG = "http://www.w3.org/2000/svg";
const HALVES = [
  "M1 3.2C1 2 2 1 3.2 1H4a12 12 0 0 1 0 24h-.8A2.2 2.2 0 0 1 1 22.8z",
  "M33 3.2C33 2 32 1 30.8 1H30a12 12 0 0 0 0 24h.8a2.2 2.2 0 0 0 2.2-2.2z",
];

export class Timepiece {
  readonly #time = make("span", { class: "num", role: "timer" });
  readonly #words = make("small", {});
  readonly element = make("div", { class: "room-clock" }, this.#time, mark(), this.#words);
  #clock = new ServerClock(Date.now());
  #metAt: number | null = null;
  #duration = 0;
  #together = false;

  constructor(gone: AbortSignal) {
    const timer = setInterval(() => this.#show(), 250);
    gone.addEventListener("abort", () => clearInterval(timer));
  }

  set(clock: ServerClock, duration: number): void {
    this.#clock = clock;
    this.#duration = duration;
    this.#show();
  }

  met(at: number | null): void {
    this.#metAt = at;
    this.#show();
  }

  together(is: boolean): void {
    this.#together = is;
    this.#show();
  }

  #show(): void {
    const [time, words, state] = this.#reading();
    if (this.#time.textContent !== time) this.#time.textContent = time;
    if (this.#words.textContent !== words) this.#words.textContent = words;
    this.element.dataset.state = state;
    // Before the room has answered there is nothing to tell.
    this.element.hidden = this.#duration === 0;
  }

  #reading(): [time: string, words: string, state: "before" | "running" | "over" | "apart"] {
    const whole = clockText(this.#duration);
    if (this.#metAt === null) return [whole, word("time_before"), "before"];
    const left = this.#duration - (this.#clock.now() - this.#metAt) / 1000;
    if (left < 0) return [`+${clockText(-left)}`, word("time_over"), "over"];
    const text = clockText(Math.ceil(left));
    return this.#together
      ? [text, word("time_left", { t: whole }), "running"]
      : [text, word("time_paused"), "apart"];
  }
}

function mark(): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 34 26");
  svg.setAttribute("aria-hidden", "true");
  for (const half of HALVES) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", half);
    svg.append(path);
  }
  return svg;
}
