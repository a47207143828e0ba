import type { Clock } from '../../src/model/ports.ts';

/** A fetch whose upstream is up or down by the clock, and answers after `latencyMs`. */
export function fetchByTheClock(clock: Clock, statusAt: (now: number) => number, latencyMs = 5) {
  const sentAt: number[] = [];
  const fetch = async (_input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    sentAt.push(clock.now());
    const status = statusAt(clock.now());
    await clock.sleep(latencyMs, init?.signal ?? undefined, { ref: true });
    return new Response(`status ${status}`, { status });
  };
  return Object.assign(fetch, { sentAt });
}
