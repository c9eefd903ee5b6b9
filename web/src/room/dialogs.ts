/** What the room asks, and the pages it ends on. */

import { clockText } from "../clock";
import { openConfirm, showDialog } from "../dialog";
import { make } from "../element";
import { type Word, word } from "./words";

const KEYS: [string, Word][] = [
  ["M", "key_m"],
  ["V", "key_v"],
  ["C", "key_c"],
  ["?", "key_help"],
];

function box(title: string, ...parts: (Node | null)[]): HTMLElement {
  return make(
    "section",
    { class: "confirm", "aria-labelledby": "room-ask" },
    make("h2", { id: "room-ask" }, title),
    ...parts,
  );
}

const text = (words: string): HTMLParagraphElement => make("p", { class: "muted" }, words);

function action(name: Word, classes: string, act: () => void): HTMLButtonElement {
  const button = make("button", { type: "button", class: `btn ${classes}` }, word(name));
  button.addEventListener("click", act);
  return button;
}

const actions = (...buttons: HTMLElement[]): HTMLElement => make("div", { class: "form-acts" }, ...buttons);

/** The newcomer is asked before the seat moves here. Resolves with the answer. */
export function askForSeat(): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = false;
    const say = (is: boolean) => {
      answer = is;
      dialog.close();
    };
    const take = action("seat_take", "primary", () => say(true));
    const content = box(
      word("seat_title"),
      text(word("seat_text")),
      actions(
        action("cancel", "", () => say(false)),
        take,
      ),
    );
    const dialog = showDialog(content);
    dialog.addEventListener("close", () => resolve(answer));
    take.focus();
  });
}

/** The old device may object until the deadline. Returns what closes the question again. */
export function askWhetherMine(until: number, notMe: () => void): () => void {
  const left = make("span", { class: "num", role: "timer" });
  const object = action("asked_not_me", "bad", () => {
    notMe();
    dialog.close();
  });
  const mine = action("asked_mine", "", () => dialog.close());
  const dialog = showDialog(box(word("asked_title"), text(word("asked_text")), left, actions(mine, object)));
  object.focus();
  const tick = () => {
    left.textContent = clockText(Math.ceil((until - Date.now()) / 1000));
    if (Date.now() > until) dialog.close();
  };
  tick();
  const timer = setInterval(tick, 250);
  dialog.addEventListener("close", () => clearInterval(timer));
  return () => dialog.close();
}

/** Asks before something final. The server's plain page is lifted here; without one the room asks in its own words. */
export function confirmOn(url: string, kind: "end" | "deliver"): void {
  openConfirm(url).catch(() => {
    const back = action("cancel", "", () => dialog.close());
    const send = make("button", { class: `btn ${kind === "end" ? "bad" : "primary"}` }, word(kind));
    const from = make("input", { type: "hidden", name: "from", value: "room" });
    const form = make("form", { method: "post", action: url }, from, actions(back, send));
    const dialog = showDialog(box(word(`${kind}_title`), text(word(`${kind}_text`)), form));
    send.focus();
  });
}

export function showKeys(): void {
  const list = make("dl", { class: "kv" });
  for (const [key, name] of KEYS) {
    list.append(make("div", {}, make("dt", {}, word(name)), make("dd", {}, make("kbd", {}, key))));
  }
  const close = action("close", "", () => dialog.close());
  const dialog = showDialog(box(word("keys_title"), list, actions(close)));
  close.focus();
}

/** Stands in place of the room when there is none any more. */
export function farewell(title: string, sentences: string[], ...ways: HTMLElement[]): HTMLElement {
  const heading = make("h1", { tabindex: -1 }, title);
  const said = sentences.filter(Boolean).map(text);
  return make("main", { class: "empty empty-page room-farewell" }, heading, ...said, actions(...ways));
}
