/** `vv-copy`: a button that copies a text and says so. */

import { VvElement } from "../element";
import { toast } from "../toast";

class VvCopy extends VvElement {
  protected start(gone: AbortSignal): void {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => void this.#copy(), { signal: gone });
  }

  async #copy(): Promise<void> {
    const text = this.dataset.text ?? "";
    try {
      await navigator.clipboard.writeText(text);
      toast(this.dataset.done ?? text);
    } catch {
      // Without permission the text itself is shown, to be copied by hand.
      toast(text);
    }
  }
}

customElements.define("vv-copy", VvCopy);
