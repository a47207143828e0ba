// Runs in the page, before the library is loaded: what it would let go after seconds goes after a blink.

const TIMES_FASTER = 40;
const LONG_MS = 1_500;

const { setTimeout: wait } = window;
const hurried = (handler: TimerHandler, ms = 0, ...given: unknown[]) =>
  wait(handler, ms > LONG_MS ? ms / TIMES_FASTER : ms, ...given);
window.setTimeout = hurried as typeof window.setTimeout;

document.addEventListener('animationstart', ({ target }) => {
  for (const animation of (target as Element).getAnimations()) {
    const { duration } = animation.effect?.getTiming() ?? {};
    if (typeof duration === 'number' && duration > LONG_MS) animation.playbackRate = TIMES_FASTER;
  }
});
