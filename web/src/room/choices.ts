/** What somebody chose in the lobby: kept in this browser, used again by the room and the next time. */

export interface Choices {
  mic: boolean;
  camera: boolean;
  micId: string;
  cameraId: string;
  speakerId: string;
}

const KEY = "vv-devices";
const FIRST: Choices = { mic: true, camera: true, micId: "", cameraId: "", speakerId: "" };

export function loadChoices(): Choices {
  try {
    return { ...FIRST, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    // A browser that keeps nothing is no reason to stay outside.
    return { ...FIRST };
  }
}

export function keepChoices(choices: Choices): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // As above: then they hold for this page only.
  }
}
