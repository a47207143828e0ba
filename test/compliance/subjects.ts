import { afterEach, beforeEach, expect } from 'vitest';
import { createSteadyFetch, type SteadyOptions } from '../../src/index.ts';
import { type ScriptedUpstream, startUpstream } from '../support/scripted-upstream.ts';

/** `fetch` as JavaScript sees it: this suite passes it things that TypeScript would not let through. */
export type AnyFetch = (input?: unknown, init?: unknown) => Promise<Response>;

/** The real one, whatever the installed subject puts in its place later. */
export const bareFetch = globalThis.fetch as AnyFetch;

interface Opened {
  readonly fetch: AnyFetch;
  close(): void;
}

/** Something that claims to be `fetch`. */
export interface Subject {
  readonly name: string;
  open(): Opened;
}

/** Long backoffs, 1.7 s in all: so what was retried, though it was hopeless, shows by its time, on a busy machine too. */
const SLOW: SteadyOptions = { random: () => 0.99 };
/** What takes longer than this was not refused at once. */
export const AT_ONCE_MS = 1_000;

const steady = (name: string, options: SteadyOptions): Subject => ({
  name,
  open() {
    const fetch = createSteadyFetch({ ...SLOW, ...options });
    return { fetch: fetch as AnyFetch, close: () => fetch.close() };
  },
});

/** Retries that come at once. */
export const QUICK: SteadyOptions = {
  retry: { baseDelayMs: 1, maxDelayMs: 2 },
  circuit: false,
  random: () => 0,
};

const installed: Subject = {
  name: 'steadyfetch installed as globalThis.fetch',
  open() {
    const fetch = createSteadyFetch(SLOW);
    globalThis.fetch = fetch;
    return {
      fetch: fetch as AnyFetch,
      close() {
        globalThis.fetch = bareFetch as typeof globalThis.fetch;
        fetch.close();
      },
    };
  },
};

const bare: Subject = { name: 'bare fetch', open: () => ({ fetch: bareFetch, close() {} }) };

type Row = readonly [name: string, subject: Subject];
const row = (subject: Subject): Row => [subject.name, subject];

/** The suite runs on each of these. The first shows that what it expects is true of the real thing. */
export const subjects: readonly Row[] = [
  bare,
  steady('steadyfetch', {}),
  steady('steadyfetch, timeouts off', { timeout: false }),
  installed,
].map(row);

/** Shown failures that last, which the others rightly take their time over: these retry at once. */
export const quickSubjects: readonly Row[] = [
  bare,
  steady('steadyfetch, quick retries', QUICK),
  steady('steadyfetch, quick retries, timeouts off', { ...QUICK, timeout: false }),
  steady('steadyfetch, one attempt', { retry: { maxAttempts: 1 }, circuit: false }),
].map(row);

export interface Setup {
  /** The `fetch` under test, made anew for each test. */
  readonly fetch: AnyFetch;
  /** A server of its own for each test. */
  readonly upstream: ScriptedUpstream;
}

/** Sets the setup before each test, and sees that no rejection went unhandled after it. */
export function setupFor(subject: Subject): Setup {
  let opened: Opened;
  let upstream: ScriptedUpstream;
  const unhandled: unknown[] = [];
  const hear = (reason: unknown): void => {
    unhandled.push(reason);
  };
  beforeEach(async () => {
    process.on('unhandledRejection', hear);
    upstream = await startUpstream();
    opened = subject.open();
  });
  afterEach(async () => {
    opened.close();
    await upstream.close();
    // Node reports unhandled rejections once the microtasks have run; what the closing sockets cause comes a turn later.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', hear);
    expect(unhandled.splice(0)).toEqual([]);
  });
  return {
    get fetch() {
      return opened.fetch;
    },
    get upstream() {
      return upstream;
    },
  };
}
