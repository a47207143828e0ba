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
  /** Retries, if any, come at once, so that failures can be compared without waiting. */
  readonly quick: boolean;
  open(): Opened;
}

const steady = (name: string, quick: boolean, options: SteadyOptions): Subject => ({
  name,
  quick,
  open() {
    const fetch = createSteadyFetch(options);
    return { fetch: fetch as AnyFetch, close: () => fetch.close() };
  },
});

/** Retries that come at once. */
export const QUICK: SteadyOptions = {
  retry: { baseDelayMs: 1, maxDelayMs: 2, overloadBaseDelayMs: 1 },
  circuit: false,
  random: () => 0,
};

const installed: Subject = {
  name: 'steadyfetch installed as globalThis.fetch',
  quick: false,
  open() {
    const fetch = createSteadyFetch();
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

const all: readonly Subject[] = [
  { name: 'bare fetch', quick: true, open: () => ({ fetch: bareFetch, close() {} }) },
  steady('steadyfetch', false, {}),
  steady('steadyfetch, timeouts off', false, { timeout: false }),
  steady('steadyfetch, quick retries', true, QUICK),
  steady('steadyfetch, quick retries, timeouts off', true, { ...QUICK, timeout: false }),
  steady('steadyfetch, one attempt', true, { retry: { maxAttempts: 1 }, circuit: false }),
  installed,
];

type Row = readonly [name: string, subject: Subject];
const row = (subject: Subject): Row => [subject.name, subject];

/** The suite runs on each of these. The first shows that what it expects is true of the real thing. */
export const subjects: readonly Row[] = all.map(row);

/** Those that can be shown failures of an upstream: the others rightly take their time over them. */
export const quickSubjects: readonly Row[] = all.filter((subject) => subject.quick).map(row);

export interface Stage {
  /** The `fetch` under test, made anew for each test. */
  readonly fetch: AnyFetch;
  /** A server of its own for each test. */
  readonly upstream: ScriptedUpstream;
}

/** Sets the stage before each test, and sees that no rejection went unhandled after it. */
export function stageFor(subject: Subject): Stage {
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
    // Node tells of unhandled rejections once the microtasks have run; what the closing sockets cause comes a turn later.
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
