/** `vv-print`: a button that prints the page. */

import { VvElement } from "../element";

class VvPrint extends VvElement {
  protected start(gone: AbortSignal): void {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => print(), { signal: gone });
  }
}

customElements.define("vv-print", VvPrint);
