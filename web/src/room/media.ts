/** Picture and sound: the link to the media server, and what of ourselves we send over it. */

import {
  type ConnectionQuality,
  type LocalParticipant,
  LogLevel,
  type Participant,
  type RemoteParticipant,
  Room,
  RoomEvent,
  setLogLevel,
  Track,
} from "livekit-client";
import { type Choices, keepChoices } from "./choices";
import type { Media } from "./protocol";

export interface MediaEvents {
  /** Who is seen and heard has changed in some way: draw it anew. */
  changed(): void;
  state(state: "connected" | "interrupted" | "gone"): void;
  quality(identity: string, quality: ConnectionQuality): void;
  /** The link is gone for good and needs a fresh token. */
  needsToken(): void;
  trouble(kind: "mic" | "camera" | "screen", error: unknown): void;
}

// What goes wrong here ends in a state that the room shows; the library's own complaints (at every reload, for
// one, that its socket closed) would only bury what matters.
setLogLevel(LogLevel.silent);

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

export class MediaLink {
  readonly room: Room;
  readonly #events: MediaEvents;
  readonly #choices: Choices;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #left = false;

  constructor(choices: Choices, events: MediaEvents) {
    this.#choices = choices;
    this.#events = events;
    this.room = new Room({
      adaptiveStream: true,
      dynacast: true,
      audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, ...device(choices.micId) },
      videoCaptureDefaults: {
        resolution: { width: 1280, height: 720, frameRate: 30 },
        ...device(choices.cameraId),
      },
      ...(choices.speakerId && { audioOutput: { deviceId: choices.speakerId } }),
    });
    this.#listen();
  }

  get me(): LocalParticipant {
    return this.room.localParticipant;
  }

  get others(): RemoteParticipant[] {
    return [...this.room.remoteParticipants.values()];
  }

  get connected(): boolean {
    return this.room.state === "connected";
  }

  /** Connects, then sends what was chosen. A failure asks for a new token after a pause. */
  async connect(media: Media): Promise<void> {
    clearTimeout(this.#retry);
    if (this.#left || this.room.state !== "disconnected") return;
    const url = new URL(media.url || "/", location.href);
    url.protocol = url.protocol.replace("http", "ws");
    try {
      await this.room.connect(url.href.replace(/\/$/, ""), media.token);
      this.#failures = 0;
      this.#events.state("connected");
      await Promise.all([this.mic(this.#choices.mic), this.camera(this.#choices.camera)]);
    } catch (error) {
      console.warn("The media server cannot be reached", error);
      this.#later();
    }
  }

  mic(on: boolean): Promise<void> {
    this.#choices.mic = on;
    return this.#send("mic", () => this.me.setMicrophoneEnabled(on));
  }

  camera(on: boolean): Promise<void> {
    this.#choices.camera = on;
    return this.#send("camera", () => this.me.setCameraEnabled(on));
  }

  screen(on: boolean): Promise<void> {
    // Letters matter more than motion on a shared screen.
    return this.#send("screen", () =>
      this.me.setScreenShareEnabled(on, { audio: true, contentHint: "detail" }),
    );
  }

  async choose(kind: "mic" | "camera" | "speaker", id: string): Promise<void> {
    const names = { mic: "audioinput", camera: "videoinput", speaker: "audiooutput" } as const;
    this.#choices[`${kind}Id`] = id;
    keepChoices(this.#choices);
    await this.#send(kind === "speaker" ? "mic" : kind, () => this.room.switchActiveDevice(names[kind], id));
  }

  /** Must be called from a click: browsers start sound only then. */
  async startSound(): Promise<void> {
    await this.room.startAudio().catch((error) => console.warn("The browser keeps the sound off", error));
    this.#events.changed();
  }

  async leave(): Promise<void> {
    this.#left = true;
    clearTimeout(this.#retry);
    await this.room.disconnect();
  }

  async #send(kind: "mic" | "camera" | "screen", act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
      keepChoices(this.#choices);
    } catch (error) {
      this.#events.trouble(kind, error);
    }
    this.#events.changed();
  }

  #listen(): void {
    const changed = () => this.#events.changed();
    for (const event of [
      RoomEvent.ParticipantConnected,
      RoomEvent.ParticipantDisconnected,
      RoomEvent.TrackSubscribed,
      RoomEvent.TrackUnsubscribed,
      RoomEvent.TrackMuted,
      RoomEvent.TrackUnmuted,
      RoomEvent.LocalTrackPublished,
      RoomEvent.LocalTrackUnpublished,
      RoomEvent.ActiveSpeakersChanged,
      RoomEvent.AudioPlaybackStatusChanged,
      RoomEvent.MediaDevicesChanged,
      RoomEvent.ActiveDeviceChanged,
    ] as const) {
      this.room.on(event, changed);
    }
    this.room
      .on(RoomEvent.Reconnecting, () => this.#events.state("interrupted"))
      .on(RoomEvent.SignalReconnecting, () => this.#events.state("interrupted"))
      .on(RoomEvent.Reconnected, () => this.#events.state("connected"))
      .on(RoomEvent.Disconnected, () => this.#gone())
      .on(RoomEvent.ConnectionQualityChanged, (quality, participant) =>
        this.#events.quality(participant.identity, quality),
      );
  }

  #gone(): void {
    this.#events.changed();
    if (!this.#left) this.#later();
  }

  #later(): void {
    if (this.#left) return;
    this.#events.state("gone");
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
    this.#failures += 1;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#events.needsToken(), wait);
  }
}

const device = (id: string): { deviceId?: string } => (id ? { deviceId: id } : {});

/** The camera track of someone, if it is on and here. */
export function cameraOf(participant: Participant): Track | undefined {
  const publication = participant.getTrackPublication(Track.Source.Camera);
  return publication && !publication.isMuted ? publication.track : undefined;
}

export function screenOf(participant: Participant): Track | undefined {
  return participant.getTrackPublication(Track.Source.ScreenShare)?.track;
}

/** Everything of someone that is to be heard. */
export function soundsOf(participant: Participant): Track[] {
  return participant
    .getTrackPublications()
    .filter((publication) => publication.kind === Track.Kind.Audio)
    .flatMap((publication) => publication.track ?? []);
}
