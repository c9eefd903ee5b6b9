/** How a line to write on behaves, in conversations and in the room alike. */

/** Enter sends, but not while an input method is still composing a word. */
export function sendOnEnter(event: KeyboardEvent, form: HTMLFormElement): void {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
}

/** Lets files be dropped on a box, which shows that it would take them. */
export function acceptDrops(box: HTMLElement, take: (files: FileList) => void, gone: AbortSignal): void {
  const over = (is: boolean) => (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    box.classList.toggle("is-over", is);
    if (event.type === "drop") take(event.dataTransfer.files);
  };
  box.addEventListener("dragover", over(true), { signal: gone });
  box.addEventListener("dragleave", over(false), { signal: gone });
  box.addEventListener("drop", over(false), { signal: gone });
}
