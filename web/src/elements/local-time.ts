/** `vv-local-time`: shows the server's times in the reader's own zone, the zone named. */

import { pageLanguage } from "../clock";
import { VvElement } from "../element";

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

const SHAPES: Record<string, Intl.DateTimeFormatOptions> = {
  time: { ...CLOCK, timeZoneName: "short" },
  date: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  datetime: {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...CLOCK,
    timeZoneName: "short",
  },
};

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

class VvLocalTime extends VvElement {
  protected start(gone: AbortSignal): void {
    this.#show();
    if (this.dataset.show !== "relative") return;
    const timer = setInterval(() => this.#show(), 30_000);
    gone.addEventListener("abort", () => clearInterval(timer));
  }

  #show(): void {
    for (const time of this.querySelectorAll("time")) {
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      time.title ||= time.textContent ?? "";
      time.textContent = this.dataset.show === "relative" ? relative(at) : absolute(at, this.dataset.show);
    }
  }
}

const absolute = (at: Date, show = "datetime"): string =>
  new Intl.DateTimeFormat(pageLanguage(), SHAPES[show] ?? SHAPES.datetime).format(at);

function relative(at: Date): string {
  const seconds = (at.getTime() - Date.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(pageLanguage(), { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(0, "minute");
}

customElements.define("vv-local-time", VvLocalTime);
