/**
 * `vv-confirm`: opens the plain page behind its link as a dialog. The page marks what belongs into the dialog with
 * `data-confirm`; without script, or when that fails, the link simply leads there.
 */

import { openConfirm } from "../dialog";
import { VvElement } from "../element";

class VvConfirm extends VvElement {
  protected start(gone: AbortSignal): void {
    this.addEventListener("click", (event) => this.#open(event), { signal: gone });
  }

  #open(event: MouseEvent): void {
    const link = (event.target as Element).closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    openConfirm(link.href).catch(() => location.assign(link.href));
  }
}

customElements.define("vv-confirm", VvConfirm);
