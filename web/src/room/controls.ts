/** The row of buttons below the pictures, and the panel of devices above it. */

import { icon, make, setIcon } from "../element";
import type { Choices } from "./choices";
import { canChooseSpeaker, type Devices, fillSelect, listDevices } from "./devices";
import { Level } from "./level";
import { type Word, word } from "./words";

export interface Shown {
  mic: boolean;
  camera: boolean;
  screen: boolean;
  chat: boolean;
  unread: number;
}

const canShareScreen = Boolean(navigator.mediaDevices && "getDisplayMedia" in navigator.mediaDevices);

function button(act: string, symbol: string, name: Word, classes = ""): HTMLButtonElement {
  const label = word(name);
  const attributes = {
    type: "button",
    class: `room-btn ${classes}`.trim(),
    "data-do": act,
    "aria-label": label,
  };
  return make("button", { ...attributes, title: label }, icon(symbol, "s24"));
}

const arrow = (name: Word): HTMLButtonElement =>
  make(
    "button",
    {
      type: "button",
      class: "room-more",
      "data-do": "devices",
      "aria-label": word(name),
      "aria-expanded": "false",
    },
    icon("chevron-up", "s16"),
  );

export class Controls {
  readonly #mic = button("mic", "mic", "mic_mute");
  readonly #camera = button("camera", "video", "camera_off");
  readonly #screen = button("screen", "monitor-up", "screen_share", "desk");
  readonly #chat = button("chat", "message-circle", "chat");
  readonly #unread = make("span", { class: "room-unread", hidden: true });
  readonly devices: DevicePanel;
  readonly element: HTMLElement;

  constructor(host: HTMLElement | null, choices: Choices) {
    this.devices = new DevicePanel(choices);
    this.#chat.append(this.#unread);
    const leave = button("leave", "phone-off", "leave", "is-leave");
    leave.append(make("span", { class: "desk", "aria-hidden": "true" }, word("leave")));
    const group = (...parts: HTMLElement[]) => make("span", { class: "room-group" }, ...parts);
    const buttons = make(
      "div",
      { class: "room-buttons" },
      group(this.#mic, arrow("devices_mic")),
      group(this.#camera, arrow("devices_camera")),
      canShareScreen && this.#screen,
      this.#chat,
      button("devices", "ellipsis", "more"),
      leave,
    );
    this.element = make("div", { class: "room-controls" }, host, buttons, this.devices.element);
  }

  show(shown: Shown): void {
    turn(this.#mic, shown.mic, "mic", shown.mic ? "mic_mute" : "mic_unmute");
    turn(this.#camera, shown.camera, "video", shown.camera ? "camera_off" : "camera_on");
    press(this.#screen, shown.screen, shown.screen ? "screen_stop" : "screen_share");
    press(this.#chat, shown.chat, "chat");
    this.#unread.hidden = shown.unread === 0;
    this.#unread.textContent = String(shown.unread);
    if (shown.unread > 0) {
      this.#chat.setAttribute("aria-label", `${word("chat")}, ${word("chat_unread", { n: shown.unread })}`);
    }
  }

  /** Opens or closes the panel of devices. */
  toggleDevices(track: MediaStreamTrack | undefined): void {
    this.devices.toggle(track);
    for (const one of this.element.querySelectorAll("[aria-expanded]")) {
      one.setAttribute("aria-expanded", String(!this.devices.element.hidden));
    }
  }
}

function turn(button: HTMLButtonElement, on: boolean, symbol: string, name: Word): void {
  const svg = button.querySelector("svg");
  if (svg) setIcon(svg, on ? symbol : `${symbol}-off`);
  button.classList.toggle("is-off", !on);
  label(button, name);
}

function press(button: HTMLButtonElement, on: boolean, name: Word): void {
  button.classList.toggle("is-on", on);
  button.setAttribute("aria-pressed", String(on));
  label(button, name);
}

function label(button: HTMLButtonElement, name: Word): void {
  button.setAttribute("aria-label", word(name));
  button.title = word(name);
}

/** Microphone, loudspeaker and camera, changed while live. */
export class DevicePanel {
  readonly element = make("div", {
    class: "room-pop",
    hidden: true,
    role: "group",
    "aria-label": word("more"),
  });
  readonly #selects: Partial<Record<keyof Devices, HTMLSelectElement>> = {};
  readonly #level = new Level();
  readonly #choices: Choices;

  constructor(choices: Choices) {
    this.#choices = choices;
    this.element.append(this.#field("mic"), this.#level.element);
    if (canChooseSpeaker) this.element.append(this.#field("speaker"));
    this.element.append(
      this.#field("camera"),
      make(
        "button",
        { type: "button", class: "btn sm block", "data-do": "sound" },
        icon("volume-2"),
        word("test_sound"),
      ),
      make("button", { type: "button", class: "btn sm block ghost desk", "data-do": "keys" }, word("keys")),
    );
  }

  toggle(track: MediaStreamTrack | undefined): void {
    this.element.hidden = !this.element.hidden;
    if (this.element.hidden) {
      this.#level.stop();
      return;
    }
    this.#level.listen(track);
    void this.refresh();
    this.#selects.mic?.focus();
  }

  close(): void {
    if (!this.element.hidden) this.toggle(undefined);
  }

  async refresh(): Promise<void> {
    const devices = await listDevices();
    const chosen = {
      mic: this.#choices.micId,
      camera: this.#choices.cameraId,
      speaker: this.#choices.speakerId,
    };
    for (const kind of ["mic", "camera", "speaker"] as const) {
      const select = this.#selects[kind];
      if (select) fillSelect(select, kind, devices, chosen[kind]);
    }
  }

  #field(kind: keyof Devices): HTMLElement {
    const select = make("select", { class: "in", id: `room-${kind}`, name: kind });
    this.#selects[kind] = select;
    return make("div", { class: "field" }, make("label", { for: `room-${kind}` }, word(kind)), select);
  }
}
