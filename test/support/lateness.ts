/** How late timers have been here, in ms at worst: what a busy machine adds to every time that a test measures. */
export class Lateness {
  worstMs = 0;

  /** Starts to measure, for as long as the page or the process lives. */
  constructor(everyMs = 20) {
    let dueAt = performance.now() + everyMs;
    const timer: unknown = setInterval(() => {
      const now = performance.now();
      this.worstMs = Math.max(this.worstMs, now - dueAt);
      dueAt = now + everyMs;
    }, everyMs);
    // Node's timers would keep the process alive.
    (timer as { unref?(): void }).unref?.();
  }
}
