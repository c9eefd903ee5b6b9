/**
 * `vv-secret-link`: the page that an access link leads to. The secret stands in the fragment, so it never reached a
 * server log; it is taken out of the address, put into the form, and sent.
 */

import { VvElement } from "../element";

class VvSecretLink extends VvElement {
  protected start(): void {
    const secret = secretOf(location.hash.slice(1));
    const form = this.querySelector("form");
    const field = form?.elements.namedItem("token");
    if (!secret || !form || !(field instanceof HTMLInputElement)) return;
    history.replaceState(null, "", location.pathname + location.search);
    field.value = secret;
    form.classList.add("is-busy");
    const note = this.querySelector("[data-busy-note]");
    if (note) note.textContent = this.dataset.busy ?? "";
    form.requestSubmit();
  }
}

/** The fragment as a secret; a place on this page (`#main`) is none. */
function secretOf(fragment: string): string {
  if (!fragment || document.getElementById(fragment)) return "";
  try {
    return decodeURIComponent(fragment).trim();
  } catch {
    // Mangled on its way through some mail program: the server says what to do about it.
    return fragment;
  }
}

customElements.define("vv-secret-link", VvSecretLink);
