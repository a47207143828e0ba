import FakeTimers from '@sinonjs/fake-timers';
import { seeded } from './chance.ts';

const { setImmediate: soon } = globalThis;
const EPOCH = Date.UTC(2026, 0, 1);
let immediates = 0;

/**
 * Time that passes only when everything that can happen without it has happened.
 *
 * Clients bring their own timers, so the globals are replaced, once, before any client is loaded: some of them keep what they find.
 */
const clock = FakeTimers.install({
  now: EPOCH,
  toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
});

// As in Node: no timer fires at once, and none early; a fake one of 0.4 ms would fire for ever without time passing.
const { setTimeout: fake } = globalThis;
globalThis.setTimeout = ((work: () => void, ms = 0, ...given: []) =>
  fake(work, Math.max(1, Math.ceil(ms)), ...given)) as typeof setTimeout;

// Left alone, but counted: a scheduler that works through `setImmediate` is not at rest while one is due.
globalThis.setImmediate = ((work: (...given: unknown[]) => void, ...given: unknown[]) => {
  immediates++;
  return soon(() => {
    immediates--;
    work(...given);
  });
}) as typeof setImmediate;

// The engine's own would count real time.
AbortSignal.timeout = (ms) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('The operation timed out.', 'TimeoutError')), ms);
  return controller.signal;
};

/** Virtual ms since the beginning of the run. */
export const now = (): number => clock.now - EPOCH;

/** Begins a run: no timer is left from the last one, and chance starts from the seed. */
export function restart(seed: number): void {
  clock.reset();
  Math.random = seeded(seed);
}

/** Lets time pass until `done` says so, or `until` is reached. */
export async function pass(until: number, done: () => boolean): Promise<void> {
  let over = false;
  setTimeout(() => {
    over = true;
  }, until - now());
  for (await atRest(); !over && !done(); await atRest()) clock.next();
}

async function atRest(): Promise<void> {
  do await new Promise<void>((resolve) => soon(resolve));
  while (immediates > 0);
}
