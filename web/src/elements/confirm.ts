/**
 * `vv-confirm`: opens the plain page behind its link as a dialog. The page marks what belongs into the dialog with
 * `data-confirm`; without script, or when that fails, the link simply leads there.
 */

import { make, VvElement } from "../element";

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

/** Fetches a plain page and shows its `data-confirm` part as a dialog. */
export async function openConfirm(href: string): Promise<void> {
  const response = await fetch(href, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(`${href} answered ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const content = page.querySelector<HTMLElement>("[data-confirm]");
  if (!content) throw new Error(`${href} has nothing to confirm`);
  showDialog(document.adoptNode(content));
}

/** Shows content in a modal dialog that removes itself when closed. */
export function showDialog(content: HTMLElement): HTMLDialogElement {
  const label = content.getAttribute("aria-labelledby");
  const dialog = make("dialog", { class: "dialog", "aria-labelledby": label }, content);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    const onBackdrop = event.target === dialog;
    const onClose = (event.target as Element).closest("[data-close]");
    if (!onBackdrop && !onClose) return;
    event.preventDefault();
    dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

customElements.define("vv-confirm", VvConfirm);
