/**
 * The page's one event stream. A `changed` event names topics; every region that waits for one of them
 * (`hx-trigger="vv:TOPIC from:body"`) fetches itself again and is morphed, so typed words and focus stay.
 *
 * Our own few lines rather than htmx's stream extension: topics have to become event names anyway, the stream must be
 * given back on `pagehide` (six connections to a host are all a browser has), and after a gap everything must be
 * fetched once, since what was said meanwhile is lost.
 */

import { toast } from "../toast";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;

class LiveStream {
  #url: string;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #missed = false;

  constructor(url: string) {
    this.#url = url;
    this.#open();
    addEventListener("pagehide", () => this.#release());
    addEventListener("pageshow", (event) => {
      if (event.persisted) this.#again();
    });
    addEventListener("online", () => this.#again());
  }

  #open(): void {
    this.#release();
    const source = new EventSource(this.#url);
    this.#source = source;
    source.addEventListener("open", () => {
      this.#failures = 0;
      if (this.#missed) refreshAll();
      this.#missed = false;
    });
    source.addEventListener("changed", (event) => announce(event.data));
    source.addEventListener("toast", (event) => showToast(event.data));
    source.addEventListener("error", () => this.#retry());
  }

  /** The browser's own retry knows no back-off and gives up on some answers; ours does neither. */
  #retry(): void {
    this.#release();
    this.#missed = true;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#open(), wait * (0.7 + Math.random() * 0.6));
  }

  #again(): void {
    this.#missed = true;
    this.#failures = 0;
    this.#open();
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
  }
}

function announce(topics: string): void {
  for (const topic of topics.split(/\s+/).filter(Boolean)) {
    // The server itself lost the thread for a moment.
    if (topic === "all") refreshAll();
    document.body.dispatchEvent(new CustomEvent(`vv:${topic}`));
  }
}

/** Has every region of the page fetch itself, as if each of its topics had changed. */
function refreshAll(): void {
  const events = new Set<string>();
  for (const region of document.querySelectorAll("[hx-trigger*='vv:']")) {
    for (const [event] of (region.getAttribute("hx-trigger") ?? "").matchAll(/vv:[^\s,]+/g))
      events.add(event);
  }
  for (const event of events) document.body.dispatchEvent(new CustomEvent(event));
}

function showToast(data: string): void {
  try {
    const { text, href } = JSON.parse(data) as { text?: string; href?: string };
    if (text) toast(text, href);
  } catch {
    console.warn("A toast was not understood", data);
  }
}

/** Opens the stream where the page asks for one (`<body data-live="/live">`). */
export function startLive(): void {
  const url = document.body.dataset.live;
  if (url) new LiveStream(url);
}
