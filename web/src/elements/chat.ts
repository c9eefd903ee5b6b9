/** `vv-chat`: the line one writes on. Enter sends, Shift and Enter makes a line, a file can be dropped or pasted. */

import { make, VvElement } from "../element";
import { acceptDrops, sendOnEnter } from "../say";

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

function refuseEmpty(event: SubmitEvent, text: HTMLTextAreaElement, input: HTMLInputElement | null): void {
  if (text.value.trim() !== "" || input?.files?.length) return;
  event.preventDefault();
  text.focus();
}

customElements.define("vv-chat", VvChat);
