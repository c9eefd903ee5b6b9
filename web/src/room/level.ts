/** A bar that shows how loud a microphone is. Drawn with `scale` only, so that it costs no painting. */

import { make } from "../element";
import { word } from "./words";

/** Louder than this counts as heard. */
const HEARD = 0.06;

export class Level {
  readonly element = make("div", { class: "level", role: "img", "aria-label": word("level") }, make("span"));
  readonly #heard: () => void;
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(heard: () => void = () => undefined) {
    this.#heard = heard;
  }

  /** Listens to a track from now on, or to none. */
  listen(track: MediaStreamTrack | undefined): void {
    this.stop();
    if (!track) return;
    const context = new AudioContext();
    // Without a gesture the context sleeps; the next touch or key wakes it.
    const wake = () => void context.resume();
    addEventListener("pointerdown", wake, { once: true });
    addEventListener("keydown", wake, { once: true });
    const analyser = new AnalyserNode(context, { fftSize: 512 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#context = context;
    this.#timer = setInterval(() => this.#show(analyser, samples), 80);
  }

  stop(): void {
    clearInterval(this.#timer);
    void this.#context?.close();
    this.#context = undefined;
    this.#draw(0);
  }

  #show(analyser: AnalyserNode, samples: Float32Array<ArrayBuffer>): void {
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    const loud = Math.min(1, Math.sqrt(sum / samples.length) * 4);
    if (loud > HEARD) this.#heard();
    this.#draw(loud);
  }

  #draw(loud: number): void {
    (this.element.firstElementChild as HTMLElement).style.setProperty("--loud", loud.toFixed(2));
  }
}
