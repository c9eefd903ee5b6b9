/** Dialogs over a page. They are made here and nowhere else, so that all close in the same ways. */

import { make } from "./element";

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
