/** `vv-password`: a button that shows what was typed. */

import { setIcon, VvElement } from "../element";

class VvPassword extends VvElement {
  protected start(gone: AbortSignal): void {
    const input = this.querySelector("input");
    const button = this.querySelector("button");
    if (!input || !button) return;
    button.hidden = false;
    button.addEventListener(
      "click",
      () => {
        const show = input.type === "password";
        input.type = show ? "text" : "password";
        button.setAttribute("aria-pressed", String(show));
        const svg = button.querySelector("svg");
        if (svg) setIcon(svg, show ? "eye-off" : "eye");
      },
      { signal: gone },
    );
    // Sent hidden again, so that no password manager keeps it as plain text.
    input.form?.addEventListener(
      "submit",
      () => {
        input.type = "password";
      },
      { signal: gone },
    );
  }
}

customElements.define("vv-password", VvPassword);
