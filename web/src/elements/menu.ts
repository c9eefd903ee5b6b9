/** `vv-menu`: closes the `<details>` in it as people expect of a menu. */

import { VvElement } from "../element";

class VvMenu extends VvElement {
  protected start(gone: AbortSignal): void {
    const menu = this.querySelector("details");
    if (!menu) return;
    const close = () => {
      menu.open = false;
    };
    document.addEventListener(
      "click",
      (event) => {
        if (event.target instanceof Node && !this.contains(event.target)) close();
      },
      { signal: gone },
    );
    this.addEventListener(
      "focusout",
      (event) => {
        if (event.relatedTarget instanceof Node && !this.contains(event.relatedTarget)) close();
      },
      { signal: gone },
    );
    this.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape" || !menu.open) return;
        close();
        this.querySelector("summary")?.focus();
      },
      { signal: gone },
    );
  }
}

customElements.define("vv-menu", VvMenu);
