/**
 * `vv-lobby`: the place before the room. Choosing and trying camera, microphone and loudspeaker, and a plain verdict
 * on each. Nothing here can keep anybody outside: joining works without a camera, a microphone, or permission.
 */

import { icon, make, setIcon, VvElement } from "../element";
import { type Choices, keepChoices, loadChoices } from "./choices";
import {
  canChooseSpeaker,
  type Devices,
  fillSelect,
  type Kind,
  listDevices,
  openTracks,
  playTestSound,
  type Trouble,
  troubleOf,
} from "./devices";
import { Level } from "./level";
import { Checks } from "./lobby-checks";
import { type Word, word } from "./words";

const KINDS = ["mic", "camera"] as const;
const DEVICES = ["mic", "camera", "speaker"] as const;
const ICONS: Record<keyof Devices, string> = { mic: "mic", camera: "video", speaker: "volume-2" };

class VvLobby extends VvElement {
  #choices: Choices = loadChoices();
  readonly #tracks: Partial<Record<Kind, MediaStreamTrack>> = {};
  readonly #trouble: Partial<Record<Kind, Trouble>> = {};
  readonly #selects = {} as Record<keyof Devices, HTMLSelectElement>;
  readonly #toggles = {} as Record<Kind, HTMLButtonElement>;
  readonly #video = make("video", { playsinline: true, autoplay: true, muted: true });
  readonly #covered = make("p", { class: "lobby-covered", role: "status" });
  readonly #troubleBox = make("section", { class: "lobby-trouble", hidden: true, role: "alert" });
  readonly #checks = new Checks();
  readonly #level = new Level(() => this.#checks.set("mic", "ok", word("check_mic_ok")));
  #listenedTo: MediaStreamTrack | undefined;
  readonly #join = make("button", { type: "button", class: "btn live big block", "data-do": "join" });

  protected start(gone: AbortSignal): void {
    this.#build();
    this.addEventListener("click", (event) => this.#clicked(event), { signal: gone });
    this.addEventListener("change", (event) => this.#chosen(event), { signal: gone });
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#listDevices(), {
      signal: gone,
    });
    gone.addEventListener("abort", () => this.#release());
    addEventListener("pagehide", () => this.#release(), { signal: gone });
    this.#checks.watchConnection(this.dataset.ping ?? "/", gone);
    void this.#open();
  }

  #build(): void {
    this.#video.muted = true;
    const toggles = make("div", { class: "lobby-toggles" });
    for (const kind of KINDS) {
      this.#toggles[kind] = make(
        "button",
        { type: "button", class: "room-btn", "data-do": kind },
        icon(ICONS[kind], "s24"),
      );
      toggles.append(this.#toggles[kind]);
    }
    const preview = make(
      "div",
      { class: "lobby-preview" },
      this.#video,
      this.#covered,
      this.#level.element,
      toggles,
    );
    const left = make("div", {}, preview, this.#deviceRow());
    this.replaceChildren(make("div", { class: "lobby" }, left, this.#side()));
  }

  #deviceRow(): HTMLElement {
    const row = make("div", { class: "lobby-devices" });
    for (const kind of DEVICES) {
      if (kind === "speaker" && !canChooseSpeaker) continue;
      const select = make("select", { name: kind, "aria-label": word(kind) });
      this.#selects[kind] = select;
      row.append(
        make("label", { class: "in" }, icon(ICONS[kind], "s16"), select, icon("chevron-down", "s16")),
      );
    }
    return row;
  }

  /** The server's words about the session, then the verdicts and the ways in. */
  #side(): HTMLElement {
    const side = make("div", { class: "lobby-side" });
    const written = document.getElementById("vv-lobby-side");
    if (written instanceof HTMLTemplateElement) side.append(written.content.cloneNode(true));
    const way = (name: string, symbol: string, key: Word) =>
      make("button", { type: "button", class: "btn grow", "data-do": name }, icon(symbol), word(key));
    side.append(
      this.#troubleBox,
      this.#checks.element,
      make(
        "button",
        { type: "button", class: "btn sm lobby-sound", "data-do": "sound" },
        icon("volume-2"),
        word("test_sound"),
      ),
      this.#join,
      make(
        "div",
        { class: "row g2" },
        way("voice", "mic", "voice_only"),
        way("silent", "message-circle", "chat_only"),
      ),
    );
    return side;
  }

  async #open(): Promise<void> {
    this.#checks.set("mic", "wait", word("check_mic_wait"));
    this.#checks.set("camera", "wait", word("check_camera_wait"));
    this.#covered.textContent = word("lobby_opening");
    const all = KINDS.filter((kind) => this.#choices[kind]);
    // Where both cannot be had together, the one without the other is still worth having.
    if (!(await this.#openSome(all)) && all.length === 2) {
      for (const kind of all) if (this.#trouble[kind] !== "refused") await this.#openSome([kind]);
    }
    await this.#listDevices();
    this.#show();
  }

  /** Opens these anew, as far as they are wanted. False where the browser gave none of them. */
  async #openSome(kinds: Kind[]): Promise<boolean> {
    for (const kind of kinds) {
      this.#tracks[kind]?.stop();
      delete this.#tracks[kind];
      delete this.#trouble[kind];
    }
    const wanted = kinds.filter((kind) => this.#choices[kind]);
    if (wanted.length === 0) return true;
    try {
      this.#take(await openTracks(wanted, this.#choices));
      return true;
    } catch (error) {
      for (const kind of wanted) this.#trouble[kind] = troubleOf(error);
      return false;
    }
  }

  #take(opened: Partial<Record<Kind, MediaStreamTrack>>): void {
    for (const kind of KINDS) {
      const track = opened[kind];
      if (!track) continue;
      // The page may have been left, or the wish changed, while the browser was asking.
      if (!this.isConnected || !this.#choices[kind]) {
        track.stop();
        continue;
      }
      this.#tracks[kind] = track;
      track.addEventListener("ended", () => this.#lost(kind));
    }
  }

  #lost(kind: Kind): void {
    delete this.#tracks[kind];
    this.#trouble[kind] = "missing";
    this.#show();
  }

  async #listDevices(): Promise<void> {
    const devices = await listDevices();
    const chosen = {
      mic: this.#choices.micId,
      camera: this.#choices.cameraId,
      speaker: this.#choices.speakerId,
    };
    for (const kind of KINDS) chosen[kind] = this.#tracks[kind]?.getSettings().deviceId ?? chosen[kind];
    for (const kind of DEVICES) {
      const select = this.#selects[kind];
      if (select) fillSelect(select, kind, devices, chosen[kind]);
    }
  }

  #show(): void {
    const { mic, camera } = this.#tracks;
    this.#video.srcObject = camera ? new MediaStream([camera]) : null;
    this.#video.hidden = !camera;
    this.#covered.hidden = Boolean(camera);
    this.#covered.textContent = word(this.#choices.camera ? "check_camera_missing" : "lobby_camera_off");
    if (mic !== this.#listenedTo) this.#listen(mic);
    for (const kind of KINDS) this.#showToggle(kind);
    this.#showVerdicts();
    this.#showTrouble();
    this.#showJoin();
  }

  #listen(mic: MediaStreamTrack | undefined): void {
    this.#listenedTo = mic;
    this.#level.listen(mic);
    if (mic) this.#checks.set("mic", "wait", word("check_mic_wait"));
  }

  #showToggle(kind: Kind): void {
    const on = Boolean(this.#tracks[kind]);
    const button = this.#toggles[kind];
    const names: Record<Kind, [Word, Word]> = {
      mic: ["mic_mute", "mic_unmute"],
      camera: ["camera_off", "camera_on"],
    };
    button.setAttribute("aria-label", word(names[kind][on ? 0 : 1]));
    button.classList.toggle("is-off", !on);
    const svg = button.querySelector("svg");
    if (svg) setIcon(svg, on ? ICONS[kind] : `${ICONS[kind]}-off`);
  }

  #showVerdicts(): void {
    const { mic, camera } = this.#tracks;
    if (!mic && this.#choices.mic) this.#checks.set("mic", "bad", word("check_mic_missing"));
    else if (!mic) this.#checks.set("mic", "off", word("check_mic_off"));
    if (camera) this.#checks.set("camera", "ok", word("check_camera_ok"));
    else if (this.#choices.camera) this.#checks.set("camera", "bad", word("check_camera_missing"));
    else this.#checks.set("camera", "off", word("check_camera_off"));
  }

  /** What the browser said, in words, with the way out of it. A device that is simply not there is no trouble. */
  #showTrouble(): void {
    const found = KINDS.map((kind) => this.#trouble[kind]).find(
      (trouble) => trouble && trouble !== "missing",
    );
    this.#troubleBox.hidden = !found;
    if (!found || found === "missing") return;
    this.#troubleBox.replaceChildren(
      make("h2", {}, word(`${found}_title`)),
      make("p", {}, word(`${found}_text`)),
      make(
        "button",
        { type: "button", class: "btn sm", "data-do": "again" },
        icon("rotate-ccw"),
        word("try_again"),
      ),
    );
  }

  #showJoin(): void {
    const { mic, camera } = this.#tracks;
    const key: Word = camera ? "join_video" : mic ? "join_voice" : "join_silent";
    this.#join.replaceChildren(icon(camera ? "video" : mic ? "mic" : "door-open"), word(key));
  }

  #clicked(event: Event): void {
    const act = (event.target as Element).closest<HTMLElement>("[data-do]")?.dataset.do;
    if (act === "mic" || act === "camera") void this.#toggle(act);
    else if (act === "again") void this.#open();
    else if (act === "sound") void playTestSound(this.#choices.speakerId);
    else if (act === "voice") this.#enter({ camera: false });
    else if (act === "silent") this.#enter({ camera: false, mic: false });
    else if (act === "join") this.#enter({});
  }

  async #toggle(kind: Kind): Promise<void> {
    this.#keep({ [kind]: !this.#tracks[kind] });
    await this.#openSome([kind]);
    await this.#listDevices();
    this.#show();
  }

  #chosen(event: Event): void {
    const select = event.target;
    if (!(select instanceof HTMLSelectElement)) return;
    if (select.name === "speaker") {
      this.#keep({ speakerId: select.value });
      return;
    }
    const kind = select.name as Kind;
    this.#keep(
      kind === "mic" ? { mic: true, micId: select.value } : { camera: true, cameraId: select.value },
    );
    void this.#openSome([kind]).then(() => this.#show());
  }

  /** Goes in with what was asked for; a refused device stays wanted, so that the room may ask again. */
  #enter(how: Partial<Choices>): void {
    this.#keep(how);
    this.#release();
    location.assign(this.dataset.room ?? "");
  }

  #keep(change: Partial<Choices>): void {
    this.#choices = { ...this.#choices, ...change };
    keepChoices(this.#choices);
  }

  #release(): void {
    this.#level.stop();
    for (const kind of KINDS) this.#tracks[kind]?.stop();
  }
}

customElements.define("vv-lobby", VvLobby);
