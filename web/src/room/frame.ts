/** What stands around the pictures: the head, the host's buttons, and the one sentence that matters most now. */

import { icon, make } from "../element";
import { word } from "./words";

export function top(texts: DOMStringMap): HTMLElement {
  const title = make("h1", {}, texts.title ?? "");
  const names = make(
    "span",
    { class: "room-title" },
    title,
    make("span", { class: "sm faint" }, texts.with ?? ""),
  );
  const note = make("span", { class: "room-private desk" }, icon("lock", "s16"), word("room_private"));
  return make("header", { class: "room-top" }, icon("brand", "room-mark"), names, note);
}

/** What a host may do about the session, and what a client should know about the time. */
export function deal(texts: DOMStringMap): HTMLElement {
  if (!texts.end) {
    return make("section", { class: "room-deal" }, make("p", { class: "sm muted" }, word("client_text")));
  }
  return make(
    "section",
    { class: "room-deal", "aria-labelledby": "room-deal" },
    make("h2", { id: "room-deal" }, word("host_title")),
    make("p", { class: "sm muted" }, word("host_text")),
    make("div", { class: "room-acts" }, ...hostButtons()),
  );
}

/** The host's buttons once more for a phone, where the panel is not in view. */
export function hostStrip(texts: DOMStringMap): HTMLElement | null {
  return texts.end ? make("div", { class: "room-strip" }, ...hostButtons()) : null;
}

function hostButtons(): HTMLElement[] {
  const act = (name: "end" | "deliver", symbol: string) =>
    make("button", { type: "button", class: "btn", "data-do": name }, icon(symbol), word(name));
  return [act("deliver", "circle-check"), act("end", "power")];
}

export class Notice {
  readonly element = make("div", { class: "room-notice", role: "status" });
  #text = "";

  /** Shows a sentence, or none; sound that the browser keeps off comes first, with the button for it. */
  show(sentence: string, silent: boolean): void {
    const text = silent ? word("sound_blocked") : sentence;
    if (this.#text === text) return;
    this.#text = text;
    this.element.replaceChildren(make("span", {}, text));
    if (silent) this.element.append(soundButton());
  }
}

function soundButton(): HTMLElement {
  return make(
    "button",
    { type: "button", class: "btn sm", "data-do": "hear" },
    icon("volume-2"),
    word("sound_on"),
  );
}
