/** One picture in the room: a person's camera or a shared screen, with name, microphone and connection. */

import type { Track } from "livekit-client";
import { icon, make } from "../element";
import { word } from "./words";

export interface View {
  identity: string;
  name: string;
  /** Whose first letters stand where no picture is. */
  letters: string;
  note: string;
  self: boolean;
  screen: boolean;
  video: Track | undefined;
  sounds: Track[];
  muted: boolean;
  speaking: boolean;
  quality: string;
}

const SVG = "http://www.w3.org/2000/svg";

const BARS: Record<string, number> = { lost: 1, poor: 2, good: 3, excellent: 4 };

export class Picture {
  readonly element: HTMLElement;
  readonly #video = make("video", { playsinline: true, autoplay: true });
  readonly #face = make("span", { class: "room-initials", "aria-hidden": "true" });
  readonly #note = make("span", { class: "room-note" });
  readonly #name = make("span", { class: "room-name" });
  readonly #signs = make("span", { class: "room-signs" });
  readonly #sounds = new Map<Track, HTMLMediaElement>();
  #shown: Track | undefined;
  #signsFor = "";

  constructor(view: View) {
    this.element = make(
      "figure",
      { class: "room-pic", "data-identity": view.identity },
      make("div", { class: "room-face" }, this.#face, this.#note),
      this.#video,
      make("figcaption", {}, this.#signs, this.#name),
    );
    // One's own voice is never played back, whatever track hangs on the element.
    this.#video.muted = true;
    this.element.classList.toggle("is-self", view.self);
    this.element.classList.toggle("is-screen", view.screen);
  }

  update(view: View): void {
    this.#name.textContent = view.name;
    this.#face.textContent = initials(view.letters);
    this.#note.textContent = view.note;
    this.element.classList.toggle("is-speaking", view.speaking);
    this.element.classList.toggle("is-away", !view.self && !view.screen && !view.video && view.note !== "");
    this.#showVideo(view.video);
    this.#playSounds(view.self ? [] : view.sounds);
    this.#showSigns(view);
  }

  remove(): void {
    this.#showVideo(undefined);
    this.#playSounds([]);
    this.element.remove();
  }

  #showVideo(track: Track | undefined): void {
    if (track !== this.#shown) {
      this.#shown?.detach(this.#video);
      track?.attach(this.#video);
      this.#shown = track;
    }
    this.element.classList.toggle("has-video", track !== undefined);
    // A rear camera shows the world; only the front one is a mirror.
    const facing = track?.mediaStreamTrack.getSettings().facingMode;
    this.element.classList.toggle("is-mirror", facing !== "environment");
  }

  #playSounds(tracks: Track[]): void {
    for (const [track, element] of this.#sounds) {
      if (tracks.includes(track)) continue;
      track.detach(element);
      element.remove();
      this.#sounds.delete(track);
    }
    for (const track of tracks) {
      if (this.#sounds.has(track)) continue;
      const element = track.attach();
      this.#sounds.set(track, element);
      this.element.append(element);
    }
  }

  #showSigns(view: View): void {
    const state = `${view.muted} ${view.quality}`;
    if (state === this.#signsFor) return;
    this.#signsFor = state;
    this.#signs.replaceChildren();
    if (BARS[view.quality]) this.#signs.append(bars(view.quality));
    if (!view.muted) return;
    this.#signs.append(icon("mic-off", "s16"), make("span", { class: "sr" }, word("mic_is_off")));
  }
}

function bars(quality: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 18 14");
  svg.setAttribute("class", "room-bars");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", word(`quality_${quality as "good"}`));
  for (let bar = 0; bar < 4; bar += 1) {
    const rect = document.createElementNS(SVG, "rect");
    const height = 3.5 + bar * 3.5;
    const size = { x: bar * 4.7, y: 14 - height, width: 3.4, height, rx: 1.2 };
    for (const [name, value] of Object.entries(size)) rect.setAttribute(name, String(value));
    if (bar < (BARS[quality] ?? 0)) rect.setAttribute("class", "is-lit");
    svg.append(rect);
  }
  return svg;
}

/** The first letters of the first two words, as a person would write them. */
function initials(name: string): string {
  const letters = new Intl.Segmenter();
  return name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => [...letters.segment(part)][0]?.segment.toLocaleUpperCase() ?? "")
    .join("");
}
