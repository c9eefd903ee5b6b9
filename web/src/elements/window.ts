/** `vv-window`: opens the room in a window of its own where there is space for one; on a phone it stays a tab. */

import { VvElement } from "../element";

const ROOMY = "(min-width: 900px) and (pointer: fine)";

class VvWindow extends VvElement {
  protected start(gone: AbortSignal): void {
    this.addEventListener("click", (event) => this.#open(event), { signal: gone });
  }

  #open(event: MouseEvent): void {
    const link = (event.target as Element).closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !matchMedia(ROOMY).matches) return;
    const width = Math.min(1280, screen.availWidth - 80);
    const height = Math.min(860, screen.availHeight - 80);
    // One window per session: a second click brings the first one forward.
    const name = `vv-room-${link.pathname}`;
    const opened = window.open(link.href, name, `popup,width=${width},height=${height}`);
    // A blocked window is no dead end: the link then leads there in this tab.
    if (!opened) return;
    event.preventDefault();
    opened.focus();
  }
}

customElements.define("vv-window", VvWindow);
