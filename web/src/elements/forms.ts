/** What every form gets: no second submit while the first is under way, and the summary of errors in view. */

const BUSY = "vvBusy";

function guard(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset[BUSY]) {
    event.preventDefault();
    return;
  }
  form.dataset[BUSY] = "1";
  // After the event: a disabled button would not be sent along.
  setTimeout(() => block(form, event.submitter));
}

function block(form: HTMLFormElement, submitter: HTMLElement | null): void {
  form.setAttribute("aria-busy", "true");
  for (const button of form.querySelectorAll<HTMLButtonElement>("button:not([type=button])"))
    button.disabled = true;
  const words = submitter?.dataset.busy;
  if (!submitter || !words) return;
  submitter.dataset.vvText = submitter.innerHTML;
  submitter.textContent = words;
}

/** A page that comes back from the browser's memory is as it was left; its forms must work again. */
function release(event: PageTransitionEvent): void {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-vv-busy]")) {
    delete form.dataset[BUSY];
    form.removeAttribute("aria-busy");
    for (const button of form.querySelectorAll<HTMLButtonElement>("button:not([type=button])")) {
      button.disabled = false;
      if (button.dataset.vvText) button.innerHTML = button.dataset.vvText;
    }
  }
}

export function watchForms(): void {
  addEventListener("submit", guard);
  addEventListener("pageshow", release);
  document.getElementById("errors")?.focus();
}
