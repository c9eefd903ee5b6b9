/** `vv-countdown`: time left until a moment that the server named, and the time over once it has passed. */

import { clockText, pageLanguage, ServerClock, wordsText } from "../clock";
import { fill, VvElement } from "../element";

class VvCountdown extends VvElement {
  protected start(gone: AbortSignal): void {
    const clock = new ServerClock(Number(this.dataset.now) || Date.now());
    const show = () => this.#show(clock);
    show();
    const timer = setInterval(show, 1000);
    gone.addEventListener("abort", () => clearInterval(timer));
  }

  #show(clock: ServerClock): void {
    // The end is read each time: a live region may move it under our feet.
    const left = (Number(this.dataset.end) - clock.now()) / 1000;
    const over = left < 0;
    const length = this.#text(over ? -left : Math.ceil(left));
    const text = over ? fill(this.dataset.over ?? "+{t}", { t: length }) : length;
    if (this.textContent !== text) this.textContent = text;
    this.classList.toggle("is-over", over);
  }

  #text(seconds: number): string {
    return this.dataset.style === "words" ? wordsText(seconds, pageLanguage()) : clockText(seconds);
  }
}

customElements.define("vv-countdown", VvCountdown);
