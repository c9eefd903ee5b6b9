/** Cameras, microphones and loudspeakers: opening them, naming them, and saying in words why one cannot be had. */

import { make } from "../element";
import type { Choices } from "./choices";
import { type Word, word } from "./words";

export type Trouble = "refused" | "busy" | "missing" | "insecure";

/** Whether the browser lets a page choose where sound comes out. */
export const canChooseSpeaker = "setSinkId" in HTMLMediaElement.prototype;

/** Why the browser gave no device. */
export function troubleOf(error: unknown): Trouble {
  if (!window.isSecureContext) return "insecure";
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "missing";
}

const wanted = (id: string): MediaTrackConstraints => (id ? { deviceId: { ideal: id } } : {});

export type Kind = "mic" | "camera";

/** Opens microphone and camera as chosen, all asked for in one go: the browser then asks the person only once. */
export async function openTracks(
  kinds: Kind[],
  choices: Choices,
): Promise<Partial<Record<Kind, MediaStreamTrack>>> {
  if (!navigator.mediaDevices) throw new DOMException("no devices without https", "SecurityError");
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: kinds.includes("mic") && {
      ...wanted(choices.micId),
      echoCancellation: true,
      noiseSuppression: true,
    },
    video: kinds.includes("camera") && {
      ...wanted(choices.cameraId),
      width: { ideal: 1280 },
      height: { ideal: 720 },
    },
  });
  const [mic] = stream.getAudioTracks();
  const [camera] = stream.getVideoTracks();
  return { ...(mic && { mic }), ...(camera && { camera }) };
}

export interface Devices {
  mic: MediaDeviceInfo[];
  camera: MediaDeviceInfo[];
  speaker: MediaDeviceInfo[];
}

export async function listDevices(): Promise<Devices> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  // Before permission browsers name devices with empty ids; those cannot be chosen.
  const of = (kind: MediaDeviceKind) =>
    all.filter((device) => device.kind === kind && device.deviceId !== "");
  return { mic: of("audioinput"), camera: of("videoinput"), speaker: of("audiooutput") };
}

const NONE: Record<keyof Devices, Word> = {
  mic: "mic_none",
  camera: "camera_none",
  speaker: "speaker_default",
};

/** Fills a list of devices; keeps what is chosen, and is disabled while there is nothing to choose. */
export function fillSelect(
  select: HTMLSelectElement,
  kind: keyof Devices,
  devices: Devices,
  chosen: string,
): void {
  const options = devices[kind].map((device, index) => {
    const name = device.label || word("device_unnamed", { kind: word(kind), n: index + 1 });
    return make("option", { value: device.deviceId, selected: device.deviceId === chosen }, name);
  });
  if (options.length === 0) options.push(make("option", { value: "" }, word(NONE[kind])));
  select.replaceChildren(...options);
  select.disabled = devices[kind].length < 2;
}

/** Two short tones, through the chosen loudspeaker where the browser allows a choice. */
export async function playTestSound(speakerId: string): Promise<void> {
  const context = new AudioContext();
  if (speakerId && "setSinkId" in context) {
    await (context as AudioContext & { setSinkId(id: string): Promise<void> })
      .setSinkId(speakerId)
      .catch(() => undefined);
  }
  for (const [at, pitch] of [
    [0, 523],
    [0.22, 659],
  ] as const) {
    const tone = new OscillatorNode(context, { frequency: pitch });
    const volume = new GainNode(context, { gain: 0 });
    const start = context.currentTime + at;
    volume.gain.linearRampToValueAtTime(0.25, start + 0.03);
    volume.gain.linearRampToValueAtTime(0, start + 0.2);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.21);
  }
  setTimeout(() => void context.close(), 800);
}
