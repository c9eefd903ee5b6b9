/** `vv-chat`: the line one writes on. Enter sends, Shift and Enter makes a line, a file can be dropped or pasted. */

import { make, VvElement } from "../element";

class VvChat extends VvElement {
  protected start(gone: AbortSignal): void {
    const form = this.querySelector("form");
    const text = this.querySelector("textarea");
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    if (!form || !text) return;
    text.addEventListener("keydown", (event) => sendOnEnter(event, form), { signal: gone });
    form.addEventListener("submit", (event) => refuseEmpty(event, text, input), { signal: gone });
    if (input) this.#takeFiles(form, input, gone);
  }

  #takeFiles(form: HTMLFormElement, input: HTMLInputElement, gone: AbortSignal): void {
    const take = (files: FileList | undefined | null) => {
      if (!files?.length) return;
      input.files = files;
      this.#name(input);
    };
    input.addEventListener("change", () => this.#name(input), { signal: gone });
    acceptDrops(form, take, gone);
    form.addEventListener("paste", (event) => take(event.clipboardData?.files), { signal: gone });
  }

  /** Says which file will go along. */
  #name(input: HTMLInputElement): void {
    this.querySelector(".say-file")?.remove();
    const file = input.files?.[0];
    if (file) input.closest("label")?.after(make("span", { class: "say-file" }, file.name));
  }
}

/** Enter sends, but not while an input method is still composing a word. */
export function sendOnEnter(event: KeyboardEvent, form: HTMLFormElement): void {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
}

/** Lets files be dropped on a box, which shows that it would take them. */
export function acceptDrops(box: HTMLElement, take: (files: FileList) => void, gone: AbortSignal): void {
  const over = (is: boolean) => (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    box.classList.toggle("is-over", is);
    if (event.type === "drop") take(event.dataTransfer.files);
  };
  box.addEventListener("dragover", over(true), { signal: gone });
  box.addEventListener("dragleave", over(false), { signal: gone });
  box.addEventListener("drop", over(false), { signal: gone });
}

function refuseEmpty(event: SubmitEvent, text: HTMLTextAreaElement, input: HTMLInputElement | null): void {
  if (text.value.trim() !== "" || input?.files?.length) return;
  event.preventDefault();
  text.focus();
}

customElements.define("vv-chat", VvChat);
