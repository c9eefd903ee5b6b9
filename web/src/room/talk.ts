/** The chat beside the pictures: words and files, kept in order, sent again after a lost line, never twice. */

import { pageLanguage } from "../clock";
import { icon, make } from "../element";
import { acceptDrops, sendOnEnter } from "../say";
import type { ChatMessage, SentFile } from "./protocol";
import { upload } from "./upload";
import { word } from "./words";

interface Unsent {
  text: string;
  item: HTMLLIElement;
}

export interface TalkEvents {
  /** Hands a message to the line; false where the line is down. */
  send(nonce: string, text: string): boolean;
  arrived(): void;
}

export class Talk {
  readonly element: HTMLElement;
  readonly #list = make("ol");
  readonly #empty = make("li", { class: "is-note" }, word("chat_empty"));
  readonly #text: HTMLTextAreaElement;
  readonly #form: HTMLFormElement;
  readonly #events: TalkEvents;
  readonly #uploadUrl: string;
  readonly #maxFile: number;
  readonly #seen = new Set<string>();
  readonly #unsent = new Map<string, Unsent>();

  constructor(uploadUrl: string, maxFile: number, gone: AbortSignal, events: TalkEvents) {
    this.#uploadUrl = uploadUrl;
    this.#maxFile = maxFile;
    this.#events = events;
    this.#text = make("textarea", { rows: 1, "aria-label": word("message"), maxlength: 4000 });
    const file = make("input", { type: "file", class: "sr", multiple: true, "aria-label": word("attach") });
    this.#form = make(
      "form",
      { class: "say" },
      make("label", { class: "btn ghost icon sm", title: word("attach") }, icon("paperclip", "s20"), file),
      make("span", { class: "grow" }, this.#text),
      make("button", { class: "btn primary icon sm", "aria-label": word("send") }, icon("arrow-up", "s20")),
    );
    this.#list.append(this.#empty);
    const log = make(
      "div",
      { class: "log", role: "log", "aria-label": word("chat"), tabindex: 0 },
      this.#list,
    );
    const heading = make("h2", { class: "sr" }, word("messages"));
    this.element = make(
      "section",
      { class: "room-chat", "aria-label": word("chat") },
      heading,
      log,
      this.#form,
    );
    this.#listen(file, gone);
  }

  #listen(file: HTMLInputElement, gone: AbortSignal): void {
    const take = (files: FileList | null | undefined) => {
      for (const one of files ?? []) this.#sendFile(one);
    };
    this.#text.addEventListener("keydown", (event) => sendOnEnter(event, this.#form), { signal: gone });
    this.#form.addEventListener("submit", (event) => this.#sendText(event), { signal: gone });
    this.element.addEventListener("paste", (event) => take(event.clipboardData?.files), { signal: gone });
    acceptDrops(this.element, take, gone);
    file.addEventListener(
      "change",
      () => {
        take(file.files);
        file.value = "";
      },
      { signal: gone },
    );
  }

  /** Who reads it, for the empty field. */
  writesTo(names: string[]): void {
    this.#text.placeholder =
      names.length === 1 ? word("write_to", { name: names[0] ?? "" }) : word("write_all");
  }

  focus(): void {
    this.#text.focus();
  }

  /** A message as the server keeps it. The same one may come again after a lost line. */
  add(message: ChatMessage): void {
    if (this.#seen.has(message.id)) return;
    this.#seen.add(message.id);
    if (message.mine) this.#settle(message);
    const time = timeOf(message.at);
    const stamp = make("time", { datetime: time.toISOString() }, clock(time));
    const name = message.mine ? null : make("span", { class: "sr" }, `${message.name}: `);
    const body = message.file ? fileLink(message.file) : paragraph(message.text);
    this.#append(make("li", { class: message.mine ? "is-mine" : "" }, name, body, stamp));
    if (!message.mine && !message.old) this.#events.arrived();
  }

  /** A remark of the room itself. */
  note(text: string): void {
    this.#append(make("li", { class: "is-note" }, text));
  }

  /** After a lost line: what nobody confirmed goes out once more, under the same nonce. */
  sendAgain(): void {
    for (const [nonce, { text }] of this.#unsent) this.#events.send(nonce, text);
  }

  close(): void {
    for (const field of this.#form.querySelectorAll<HTMLInputElement>("textarea, button, input"))
      field.disabled = true;
  }

  #sendText(event: Event): void {
    event.preventDefault();
    const text = this.#text.value.trim();
    if (!text) return;
    const nonce = crypto.randomUUID();
    const item = make(
      "li",
      { class: "is-mine is-sending" },
      paragraph(text),
      make("time", {}, word("not_sent")),
    );
    this.#unsent.set(nonce, { text, item });
    this.#append(item);
    this.#events.send(nonce, text);
    this.#text.value = "";
  }

  /** Takes the bubble away that stood for a message until the server had it. */
  #settle(message: ChatMessage): void {
    for (const [nonce, { text, item }] of this.#unsent) {
      if (message.nonce ? message.nonce !== nonce : message.text !== text) continue;
      item.remove();
      this.#unsent.delete(nonce);
      return;
    }
  }

  #sendFile(file: File): void {
    if (this.#maxFile > 0 && file.size > this.#maxFile) {
      this.note(word("file_too_big", { name: file.name, max: sizeText(this.#maxFile) }));
      return;
    }
    const bar = make("progress", { max: 100, value: 0, "aria-label": file.name });
    const share = make("small", {}, word("file_sending", { n: 0 }));
    const box = make("span", { class: "file" }, icon("file-text", "s20"));
    box.append(make("span", {}, make("b", {}, file.name), bar, share));
    const item = make("li", { class: "is-mine is-sending" }, box);
    this.#append(item);
    const progress = (done: number) => {
      bar.value = Math.round(done * 100);
      share.textContent = word("file_sending", { n: bar.value });
    };
    upload(this.#uploadUrl, file, progress)
      .then(() => item.remove())
      .catch((error: unknown) => this.#fileFailed(item, file, error));
  }

  #fileFailed(item: HTMLLIElement, file: File, error: unknown): void {
    item.remove();
    // The server's own sentence says best what was wrong with the file.
    const said = error instanceof Error ? error.message : "";
    const failed = make(
      "li",
      { class: "is-mine is-failed" },
      paragraph(said || word("file_failed", { name: file.name })),
    );
    const again = make("button", { type: "button", class: "btn sm" }, icon("rotate-ccw"), word("try_again"));
    again.addEventListener("click", () => {
      failed.remove();
      this.#sendFile(file);
    });
    failed.append(again);
    this.#append(failed);
  }

  #append(item: HTMLLIElement): void {
    this.#empty.remove();
    this.#list.append(item);
  }
}

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** Words as they were written, web addresses made into links. */
function paragraph(text: string): HTMLParagraphElement {
  const result = make("p");
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    result.append(text.slice(from, match.index));
    result.append(
      make("a", { href: match[0], target: "_blank", rel: "noopener noreferrer nofollow" }, match[0]),
    );
    from = match.index + match[0].length;
  }
  result.append(text.slice(from));
  return result;
}

function fileLink(file: SentFile): HTMLAnchorElement {
  const size = make("small", {}, sizeText(file.size));
  return make(
    "a",
    { class: "file", href: file.url, download: file.name },
    icon("file-text", "s20"),
    make("span", {}, make("b", {}, file.name), size),
    icon("download", "s16"),
  );
}

/** `84 KB`, `2.4 MB` in the language of the page. */
function sizeText(bytes: number): string {
  const large = bytes >= 1_000_000;
  const unit = large ? "megabyte" : "kilobyte";
  const value = large ? bytes / 1_000_000 : Math.max(1, Math.round(bytes / 1000));
  return new Intl.NumberFormat(pageLanguage(), { style: "unit", unit, maximumFractionDigits: 1 }).format(
    value,
  );
}

function timeOf(at: number | string): Date {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? new Date() : time;
}

const clock = (at: Date): string =>
  new Intl.DateTimeFormat(pageLanguage(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    at,
  );
