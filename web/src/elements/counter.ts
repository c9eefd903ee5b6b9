/** `vv-counter`: how many of the allowed characters a field holds. */

import { fill, VvElement } from "../element";

class VvCounter extends VvElement {
  protected start(gone: AbortSignal): void {
    const field = document.getElementById(this.dataset.for ?? "");
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    const show = () => {
      const max = Number(this.dataset.max) || field.maxLength;
      const count = [...field.value].length;
      this.textContent = fill(this.dataset.text ?? "{n} / {max}", { n: count, max });
      this.classList.toggle("is-over", max > 0 && count > max);
    };
    show();
    field.addEventListener("input", show, { signal: gone });
  }
}

customElements.define("vv-counter", VvCounter);
