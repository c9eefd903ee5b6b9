/** `vv-zone`: chooses the browser's time zone in a list where none is chosen yet. */

import { VvElement } from "../element";

class VvZone extends VvElement {
  protected start(): void {
    const field = this.querySelector<HTMLSelectElement | HTMLInputElement>("select, input");
    if (!field || field.value) return;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (field instanceof HTMLInputElement) field.value = zone;
    else if ([...field.options].some((option) => option.value === zone)) field.value = zone;
  }
}

customElements.define("vv-zone", VvZone);
