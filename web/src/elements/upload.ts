/** `vv-upload`: shows the chosen picture before it is sent, takes dropped ones, and refuses what is too large. */

import { make, VvElement } from "../element";

class VvUpload extends VvElement {
  #shown: string | undefined;

  protected start(gone: AbortSignal): void {
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    const box = this.querySelector<HTMLElement>(".upload") ?? this;
    if (!input) return;
    input.addEventListener("change", () => this.#preview(input), { signal: gone });
    for (const type of ["dragover", "dragleave", "drop"] as const) {
      box.addEventListener(type, (event) => this.#drag(event, box, input), { signal: gone });
    }
    gone.addEventListener("abort", () => this.#forget());
  }

  #drag(event: DragEvent, box: HTMLElement, input: HTMLInputElement): void {
    event.preventDefault();
    box.classList.toggle("is-over", event.type === "dragover");
    if (event.type !== "drop" || !event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    this.#preview(input);
  }

  #preview(input: HTMLInputElement): void {
    const file = input.files?.[0];
    const max = Number(this.dataset.max) || Number.POSITIVE_INFINITY;
    const tooBig = file !== undefined && file.size > max;
    this.#complain(tooBig ? (this.dataset.tooBig ?? "") : "");
    if (tooBig) input.value = "";
    if (!file || tooBig || !file.type.startsWith("image/")) return;
    this.#forget();
    this.#shown = URL.createObjectURL(file);
    this.querySelector(".upload-face")?.replaceChildren(make("img", { src: this.#shown, alt: "" }));
  }

  #complain(text: string): void {
    const error = this.querySelector<HTMLElement>(".error");
    if (!error) return;
    error.hidden = text === "";
    error.textContent = text;
  }

  #forget(): void {
    if (this.#shown) URL.revokeObjectURL(this.#shown);
    this.#shown = undefined;
  }
}

customElements.define("vv-upload", VvUpload);
