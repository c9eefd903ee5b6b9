/** Keeps the screen awake while a session runs; a phone would else go dark in the middle of a sentence. */

export function keepAwake(gone: AbortSignal): void {
  if (!("wakeLock" in navigator)) return;
  let lock: WakeLockSentinel | undefined;
  const ask = async () => {
    if (document.hidden || gone.aborted) return;
    // Refused on low battery, for one: then the screen does as it likes.
    lock = await navigator.wakeLock.request("screen").catch(() => undefined);
  };
  void ask();
  document.addEventListener("visibilitychange", () => void ask(), { signal: gone });
  gone.addEventListener("abort", () => void lock?.release());
}
