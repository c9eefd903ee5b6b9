/**
 * The line to the room: one WebSocket that comes back by itself. The server pings every two seconds and the script
 * answers, which is what proves that this page is alive; silence therefore means that the line is dead, whatever the
 * browser believes.
 */

import type { FromServer, ToServer } from "./protocol";

const SILENCE_MS = 9000;
const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 10_000;

export interface LineEvents {
  message(message: FromServer): void;
  /** The line is down; `tries` say how often it could not be had again since. */
  lost(tries: number): void;
}

export class Line {
  readonly #url: URL;
  readonly #events: LineEvents;
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #failures = 0;
  #heard = 0;
  #closed = false;

  constructor(path: string, device: string, events: LineEvents) {
    this.#url = new URL(path, location.href);
    this.#url.protocol = this.#url.protocol.replace("http", "ws");
    this.#url.searchParams.set("device", device);
    this.#events = events;
    addEventListener("online", () => this.#hurry());
    addEventListener("pagehide", () => this.close());
    this.#open();
  }

  send(message: ToServer): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Hangs up for good. */
  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #open(): void {
    if (this.#closed) return;
    this.#drop();
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#heard = performance.now();
    socket.addEventListener("message", (event) => this.#receive(event.data));
    socket.addEventListener("close", () => this.#again(socket));
    this.#watch = setInterval(() => {
      if (performance.now() - this.#heard > SILENCE_MS) this.#again(socket);
    }, 1000);
  }

  #receive(data: unknown): void {
    this.#heard = performance.now();
    let message: FromServer;
    try {
      message = JSON.parse(String(data)) as FromServer;
    } catch {
      console.warn("The room said something that is no JSON");
      return;
    }
    this.#failures = 0;
    if (message.t === "ping") this.send({ t: "pong", n: message.n });
    else this.#events.message(message);
  }

  #again(socket: WebSocket): void {
    if (this.#closed || socket !== this.#socket) return;
    this.#drop();
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
    this.#events.lost(this.#failures);
    this.#failures += 1;
    this.#retry = setTimeout(() => this.#open(), wait * (0.7 + Math.random() * 0.6));
  }

  /** The network is back: no reason to wait out the pause. */
  #hurry(): void {
    if (this.#closed || this.#socket?.readyState === WebSocket.OPEN) return;
    this.#failures = 0;
    this.#open();
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#watch);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }
}

/**
 * The name of this tab towards the server. A duplicated tab copies the session's storage, so the name is also held by
 * a lock; who does not get the lock is a second tab and takes a new name.
 */
export async function deviceName(): Promise<string> {
  const KEY = "vv-device";
  let name = sessionStorage.getItem(KEY) ?? crypto.randomUUID();
  if (!(await hold(name))) {
    name = crypto.randomUUID();
    await hold(name);
  }
  sessionStorage.setItem(KEY, name);
  return name;
}

/** Takes the lock for as long as the page lives; false if another tab has it. */
function hold(name: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`vv-device-${name}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      // Never settled: the lock goes with the page.
      return lock ? new Promise(() => undefined) : undefined;
    });
  });
}
