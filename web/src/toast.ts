/** Short notes at the corner of the page, for what happens while one reads. */

import { make } from "./element";

const STAYS_MS = 7000;

/** Shows a note for some seconds; with a link it can be followed. */
export function toast(text: string, href?: string): void {
  const note = make(
    "div",
    { class: "toast" },
    href ? make("a", { href, class: "grow" }, text) : make("span", { class: "grow" }, text),
  );
  tray().append(note);
  setTimeout(() => {
    note.classList.add("is-leaving");
    setTimeout(() => note.remove(), 400);
  }, STAYS_MS);
}

/** The tray must be on the page before its first note, or screen readers miss that one. */
function tray(): HTMLElement {
  const there = document.querySelector<HTMLElement>(".toasts");
  if (there) return there;
  const made = make("div", { class: "toasts", role: "status", "aria-live": "polite" });
  document.body.append(made);
  return made;
}
