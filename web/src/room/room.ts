/**
 * `vv-room`: the session itself. The socket says who is here and what time it is, the media link carries picture and
 * sound, and either can be lost for a while without the other; what is lost is said, and comes back by itself.
 */

import { ServerClock } from "../clock";
import { icon, make, VvElement } from "../element";
import { toast } from "../toast";
import { type Choices, loadChoices } from "./choices";
import { Controls } from "./controls";
import { playTestSound, troubleOf } from "./devices";
import { askForSeat, askWhetherMine, confirmOn, farewell, showKeys } from "./dialogs";
import { deal, hostStrip, Notice, top } from "./frame";
import { deviceName, Line } from "./line";
import { MediaLink, screenOf } from "./media";
import { Pictures } from "./pictures";
import type { FromServer, Hello, Person } from "./protocol";
import { Talk } from "./talk";
import { Timepiece } from "./timepiece";
import { keepAwake } from "./wake";
import { type Word, word } from "./words";

type State = "connecting" | "waiting" | "live" | "reconnecting" | "ended" | "taken";
type MediaState = "never" | "connected" | "interrupted" | "gone";

const WIDE = "(min-width: 901px)";
const TROUBLE_SHOWS_MS = 8000;
const ASK_AFTER_TRIES = 3;

class VvRoom extends VvElement {
  readonly #choices: Choices = loadChoices();
  readonly #pictures = new Pictures();
  readonly #notice = new Notice();
  #time!: Timepiece;
  #talk!: Talk;
  #controls!: Controls;
  #media!: MediaLink;
  #line: Line | undefined;
  #me: Hello["you"] | undefined;
  #others: Person[] = [];
  #clock = new ServerClock(Date.now());
  #lineUp = false;
  #mediaState: MediaState = "never";
  #finished: "ended" | "taken" | undefined;
  #trouble = "";
  #unread = 0;
  #drawing = false;
  #unasked: (() => void) | undefined;

  protected start(gone: AbortSignal): void {
    this.#time = new Timepiece(gone);
    this.#talk = new Talk(this.dataset.upload ?? "", Number(this.dataset.maxFile) || 0, gone, {
      send: (nonce, text) => this.#line?.send({ t: "chat", nonce, text }) ?? false,
      arrived: () => this.#messageArrived(),
    });
    this.#controls = new Controls(hostStrip(this.dataset), this.#choices);
    this.#media = new MediaLink(this.#choices, {
      changed: () => this.#draw(),
      state: (state) => this.#mediaIs(state),
      quality: (identity, quality) => {
        this.#pictures.quality(identity, quality);
        this.#draw();
      },
      needsToken: () => void this.#line?.send({ t: "token" }),
      trouble: (kind, error) => this.#say(kind === "screen" ? "screen_refused" : deviceWord(error)),
    });
    this.#build();
    this.addEventListener("click", (event) => this.#clicked(event), { signal: gone });
    this.addEventListener("change", (event) => this.#deviceChosen(event), { signal: gone });
    document.addEventListener("keydown", (event) => this.#key(event), { signal: gone });
    document.addEventListener("visibilitychange", () => this.#looked(), { signal: gone });
    // A page out of the browser's memory has dead lines in it.
    addEventListener("pageshow", (event) => event.persisted && location.reload(), { signal: gone });
    keepAwake(gone);
    void this.#dial(gone);
  }

  #build(): void {
    const stage = make(
      "div",
      { class: "room-frame" },
      this.#pictures.element,
      this.#time.element,
      this.#notice.element,
    );
    const panel = make(
      "aside",
      { class: "room-panel", "aria-label": word("chat") },
      deal(this.dataset),
      this.#talk.element,
    );
    this.classList.add("room");
    this.classList.toggle("has-chat", matchMedia(WIDE).matches);
    this.replaceChildren(
      top(this.dataset),
      make("main", { class: "room-stage" }, stage, this.#controls.element),
      panel,
    );
    this.#draw();
  }

  async #dial(gone: AbortSignal): Promise<void> {
    const device = await deviceName();
    if (gone.aborted) return;
    this.#line = new Line(this.dataset.socket ?? "", device, {
      message: (message) => this.#hear(message),
      lost: (tries) => {
        this.#lineUp = false;
        this.#draw();
        if (tries >= ASK_AFTER_TRIES) void this.#askWhetherOpen();
      },
    });
    gone.addEventListener("abort", () => this.#hangUp());
  }

  /** The site answers but the room does not: then it is closed to us, and the session's page says why. */
  async #askWhetherOpen(): Promise<void> {
    const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" }).catch(
      () => undefined,
    );
    const closed =
      answer && (answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500));
    if (closed && !this.#finished) location.assign(this.dataset.back ?? "/");
  }

  #hear(message: FromServer): void {
    switch (message.t) {
      case "hello":
        this.#welcome(message);
        break;
      case "presence":
        this.#presence(message.others);
        break;
      case "phase":
        this.dataset.phase = message.phase;
        this.#time.met(message.met_at);
        break;
      case "media":
        void this.#media.connect(message);
        break;
      case "chat":
        this.#talk.add(message);
        break;
      case "seat_busy":
        void this.#askForSeat();
        break;
      case "takeover_asked":
        this.#seatWanted(message.deadline_ms);
        break;
      case "taken":
        this.#taken(message.why);
        break;
      case "ended":
        this.#ended(message.by, message.delivered);
        break;
      case "error":
        toast(message.text);
        break;
      case "ping":
        // The line itself has answered.
        break;
    }
  }

  #welcome(hello: Hello): void {
    this.#lineUp = true;
    this.#me = hello.you;
    this.#others = hello.others;
    this.dataset.phase = hello.phase;
    this.#clock = new ServerClock(hello.now);
    this.#time.set(this.#clock, hello.duration_s);
    this.#time.met(hello.met_at);
    this.#talk.writesTo(hello.others.map((one) => one.name));
    this.#talk.sendAgain();
    if (hello.media) void this.#media.connect(hello.media);
    this.#draw();
  }

  #presence(others: Person[]): void {
    const were = new Map(this.#others.map((one) => [one.identity, one.here]));
    for (const one of others) {
      if (one.here !== (were.get(one.identity) ?? false))
        this.#talk.note(word(one.here ? "joined" : "left", { name: one.name }));
    }
    this.#others = others;
    this.#draw();
  }

  #mediaIs(state: Exclude<MediaState, "never">): void {
    this.#mediaState = state;
    this.#draw();
  }

  /** Draws everything anew, once for many reasons at once; not by animation frames, which stop in a hidden tab. */
  #draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    setTimeout(() => {
      this.#drawing = false;
      if (!this.#finished) this.#drawNow();
    });
  }

  #drawNow(): void {
    const state = this.#state();
    this.dataset.state = state;
    if (this.#me) this.#pictures.draw(this.#me, this.#others, this.#media);
    this.#time.together(this.#lineUp && this.#others.some((one) => one.here));
    this.#controls.show({
      mic: this.#media.connected ? this.#media.me.isMicrophoneEnabled : this.#choices.mic,
      camera: this.#media.connected ? this.#media.me.isCameraEnabled : this.#choices.camera,
      screen: Boolean(screenOf(this.#media.me)),
      chat: this.classList.contains("has-chat"),
      unread: this.#unread,
    });
    const silent = this.#media.connected && !this.#media.room.canPlaybackAudio;
    this.#notice.show(this.#trouble || this.#sentence(state), silent);
    document.title = `${this.#unread ? `(${this.#unread}) ` : ""}${this.dataset.title ?? ""}`;
  }

  #state(): State {
    if (this.#finished) return this.#finished;
    if (!this.#me) return "connecting";
    if (!this.#lineUp || this.#mediaState === "interrupted" || this.#mediaState === "gone")
      return "reconnecting";
    if (!this.#others.some((one) => one.here)) return "waiting";
    return this.#mediaState === "connected" ? "live" : "connecting";
  }

  #sentence(state: State): string {
    if (state === "connecting") return word("connecting");
    if (state === "waiting")
      return word("waiting_for", { name: this.#others.map((one) => one.name).join(", ") });
    if (state !== "reconnecting") return "";
    if (!this.#lineUp) return word("lost_line");
    return word(this.#mediaState === "interrupted" ? "lost_media" : "media_failed");
  }

  #say(key: Word): void {
    this.#trouble = word(key);
    this.#draw();
    setTimeout(() => {
      this.#trouble = "";
      this.#draw();
    }, TROUBLE_SHOWS_MS);
  }

  #clicked(event: Event): void {
    const target = event.target as Element;
    const act = target.closest<HTMLElement>("[data-do]")?.dataset.do;
    if (act) this.#do(act);
    else if (!target.closest(".room-pop")) this.#controls.devices.close();
  }

  #do(act: string): void {
    const { me } = this.#media;
    if (act === "mic") void this.#media.mic(!this.#on("mic"));
    else if (act === "camera") void this.#media.camera(!this.#on("camera"));
    else if (act === "screen") void this.#media.screen(!screenOf(me));
    else if (act === "chat") this.#toggleChat();
    else if (act === "devices") this.#controls.toggleDevices(micTrack(this.#media));
    else if (act === "sound") void playTestSound(this.#choices.speakerId);
    else if (act === "hear") void this.#media.startSound();
    else if (act === "keys") showKeys();
    else if (act === "leave") void this.#leave();
    else if (act === "end" || act === "deliver") confirmOn(this.dataset[act] ?? "", act);
  }

  /** Before the link stands, the buttons choose what will be sent once it does. */
  #on(kind: "mic" | "camera"): boolean {
    if (!this.#media.connected) return this.#choices[kind];
    return kind === "mic" ? this.#media.me.isMicrophoneEnabled : this.#media.me.isCameraEnabled;
  }

  #deviceChosen(event: Event): void {
    const select = event.target;
    if (!(select instanceof HTMLSelectElement)) return;
    const kind = select.name as "mic" | "camera" | "speaker";
    void this.#media.choose(kind, select.value);
  }

  #key(event: KeyboardEvent): void {
    const typing = (event.target as Element).closest?.("input, textarea, select, dialog, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || this.#finished) return;
    const acts: Record<string, string> = { m: "mic", v: "camera", c: "chat", "?": "keys" };
    const act = acts[event.key.toLowerCase()];
    if (event.key === "Escape") this.#controls.devices.close();
    if (!act) return;
    event.preventDefault();
    this.#do(act);
  }

  #toggleChat(): void {
    const open = this.classList.toggle("has-chat");
    if (open) this.#talk.focus();
    this.#looked();
    this.#draw();
  }

  #messageArrived(): void {
    if (this.classList.contains("has-chat") && !document.hidden) return;
    this.#unread += 1;
    this.#draw();
  }

  #looked(): void {
    if (document.hidden || !this.classList.contains("has-chat")) return;
    this.#unread = 0;
    this.#draw();
  }

  async #askForSeat(): Promise<void> {
    if (!(await askForSeat())) return this.#goBack();
    this.#line?.send({ t: "take_over" });
    this.#say("seat_asking");
  }

  /** Another device wants this seat. The deadline may come as a moment of the server's or as a length. */
  #seatWanted(deadline: number): void {
    const length = deadline > 1e11 ? deadline - this.#clock.now() : deadline;
    this.#unasked?.();
    this.#unasked = askWhetherMine(Date.now() + length, () => this.#line?.send({ t: "not_me" }));
  }

  #taken(why: string): void {
    const known: Record<string, Word> = { moved: "taken_moved", revoked: "taken_revoked" };
    const again = make("button", { type: "button", class: "btn" }, word("come_back"));
    again.addEventListener("click", () => location.reload());
    const ways = why === "moved" ? [again] : [];
    this.#finish(
      "taken",
      word("taken_title"),
      [word(known[why] ?? "taken_other")],
      ...ways,
      this.#wayBack("taken_back"),
    );
  }

  #ended(by: string, delivered: boolean): void {
    const name = [this.#me, ...this.#others].find((one) => one?.identity === by)?.name ?? by;
    const sentences = [
      name ? word("ended_by", { name }) : "",
      word(delivered ? "ended_delivered" : "ended_open"),
    ];
    const mark = make(
      "button",
      { type: "button", class: "btn", "data-do": "deliver" },
      icon("circle-check"),
      word("deliver"),
    );
    const ways = this.dataset.deliver && !delivered ? [mark] : [];
    this.#finish("ended", word("ended_title"), sentences, ...ways, this.#wayBack("ended_back"));
  }

  #wayBack(name: Word): HTMLElement {
    return make("a", { class: "btn primary", href: this.dataset.back ?? "/" }, word(name));
  }

  #finish(state: "ended" | "taken", title: string, sentences: string[], ...ways: HTMLElement[]): void {
    this.#finished = state;
    this.dataset.state = state;
    this.#unasked?.();
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    this.#hangUp();
    this.#pictures.clear();
    document.title = this.dataset.title ?? "";
    const page = farewell(title, sentences, ...ways);
    this.classList.remove("room");
    this.replaceChildren(page);
    page.querySelector("h1")?.focus();
  }

  async #leave(): Promise<void> {
    this.#line?.send({ t: "leave" });
    this.#hangUp();
    this.#goBack();
  }

  #hangUp(): void {
    this.#line?.close();
    this.#controls.devices.close();
    void this.#media.leave();
  }

  /** A window of its own closes; a tab goes back to the session. */
  #goBack(): void {
    if (window.opener) window.close();
    location.assign(this.dataset.back ?? "/");
  }
}

function deviceWord(error: unknown): Word {
  const trouble = troubleOf(error);
  return trouble === "busy" ? "device_busy" : trouble === "missing" ? "device_missing" : "device_refused";
}

function micTrack(media: MediaLink): MediaStreamTrack | undefined {
  return media.me.audioTrackPublications.values().next().value?.track?.mediaStreamTrack;
}

customElements.define("vv-room", VvRoom);
