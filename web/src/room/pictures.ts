/** All pictures of the room. Nothing here knows how many there are; two simply sit best. */

import { make } from "../element";
import { cameraOf, type MediaLink, screenOf, soundsOf } from "./media";
import { Picture, type View } from "./picture";
import type { Hello, Person } from "./protocol";
import { word } from "./words";

type Me = Hello["you"];

export class Pictures {
  readonly element = make("div", { class: "room-pictures" });
  readonly #pictures = new Map<string, Picture>();
  readonly #quality = new Map<string, string>();

  quality(identity: string, quality: string): void {
    this.#quality.set(identity, quality);
  }

  /** Draws everybody: the others first, shared screens before all, oneself last. */
  draw(me: Me, others: Person[], media: MediaLink): void {
    const views = [
      ...this.#screens(others, media),
      ...others.map((one) => this.#other(one, media)),
      this.#self(me, media),
    ];
    const keys = new Set<string>();
    views.forEach((view, index) => {
      const key = `${view.identity}${view.screen ? "/screen" : ""}`;
      keys.add(key);
      const picture = this.#pictures.get(key) ?? new Picture(view);
      this.#pictures.set(key, picture);
      picture.update(view);
      // Moving a playing video stops it in some browsers: only what stands wrong is moved.
      if (this.element.children[index] !== picture.element) {
        this.element.insertBefore(picture.element, this.element.children[index] ?? null);
      }
    });
    for (const [key, picture] of this.#pictures) {
      if (keys.has(key)) continue;
      picture.remove();
      this.#pictures.delete(key);
    }
    const screens = views.filter((view) => view.screen).length;
    this.element.dataset.people = String(views.length - screens);
    this.element.classList.toggle("has-screen", screens > 0);
  }

  clear(): void {
    for (const picture of this.#pictures.values()) picture.remove();
    this.#pictures.clear();
  }

  #other(person: Person, media: MediaLink): View {
    const there = media.room.remoteParticipants.get(person.identity);
    const video = there && cameraOf(there);
    const absent = !person.here && !there;
    return {
      identity: person.identity,
      name: person.name,
      letters: person.name,
      note: absent ? word("not_here") : video ? "" : word("camera_is_off"),
      self: false,
      screen: false,
      video,
      sounds: there ? soundsOf(there) : [],
      muted: there !== undefined && !there.isMicrophoneEnabled,
      speaking: there?.isSpeaking ?? false,
      quality: absent ? "" : (this.#quality.get(person.identity) ?? ""),
    };
  }

  #self(me: Me, media: MediaLink): View {
    const video = cameraOf(media.me);
    return {
      identity: me.identity,
      name: word("you"),
      letters: me.name,
      note: video ? "" : word("camera_is_off"),
      self: true,
      screen: false,
      video,
      sounds: [],
      muted: !media.me.isMicrophoneEnabled,
      speaking: media.me.isSpeaking,
      quality: this.#quality.get(me.identity) ?? "",
    };
  }

  #screens(others: Person[], media: MediaLink): View[] {
    const names = new Map(others.map((one) => [one.identity, one.name]));
    return [...media.others, media.me].flatMap((participant) => {
      const video = screenOf(participant);
      if (!video) return [];
      const self = participant === media.me;
      const name = names.get(participant.identity) ?? participant.name ?? "";
      return {
        identity: participant.identity,
        name: self ? word("screen_yours") : word("screen_of", { name }),
        letters: "",
        note: "",
        self,
        screen: true,
        video,
        sounds: [],
        muted: false,
        speaking: false,
        quality: "",
      };
    });
  }
}
