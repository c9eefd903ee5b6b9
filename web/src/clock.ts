/** Time as pages tell it: the server's clock, and lengths of time in words that a person reads. */

/** The server's clock, kept as the difference to ours; the reader's own clock may be wrong by hours. */
export class ServerClock {
  #ahead: number;

  constructor(serverNow: number) {
    this.#ahead = serverNow - Date.now();
  }

  now(): number {
    return Date.now() + this.#ahead;
  }
}

const two = (value: number): string => String(value).padStart(2, "0");

/** `4:05`, `1:04:05`; never negative. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `24 min`, `3 hr`, `2 days` in the language of the page: the one unit that says enough. */
export function wordsText(seconds: number, language: string): string {
  const [value, unit] = coarse(Math.max(0, seconds));
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
}

function coarse(seconds: number): [number, "second" | "minute" | "hour" | "day"] {
  if (seconds < 60) return [Math.floor(seconds), "second"];
  if (seconds < 90 * 60) return [Math.floor(seconds / 60), "minute"];
  if (seconds < 36 * 3600) return [Math.round(seconds / 3600), "hour"];
  return [Math.round(seconds / 86400), "day"];
}

/**
 * The language that the page is written in. Plain English (and its pseudo-locale) is told as the server tells it: the
 * day before the month, hours to 24.
 */
export function pageLanguage(): string {
  const language = document.documentElement.lang || navigator.language;
  return /^en(-X.)?$/.test(language) ? "en-GB" : language;
}
