import type { reportOf, SteadyFetch, SteadyInit, SteadyOptions } from '../../src/index.ts';
import type { Arrival } from './origin.ts';

// How many requests of one call reach a server that ends its connection without an answer. This file runs in every engine.

interface RequestKind {
  readonly init: SteadyInit;
  /** May we send it again, too? */
  readonly isReplayable: boolean;
}

const KEY = { 'idempotency-key': 'order-7' };

export const REQUESTS = {
  GET: { init: {}, isReplayable: true },
  PUT: { init: { method: 'PUT', body: 'order' }, isReplayable: true },
  POST: { init: { method: 'POST', body: 'order' }, isReplayable: false },
  'POST without a body': { init: { method: 'POST' }, isReplayable: false },
  'POST with an idempotency key': {
    init: { method: 'POST', body: 'order', headers: KEY, steady: { idempotencyKey: true } },
    isReplayable: true,
  },
} as const satisfies Record<string, RequestKind>;

/** How many connections stand idle that have served a request before. Without one, the engine has to make a new one. */
export const IDLE = [0, 1, 4] as const;

/** How the server ends the connection, once it has read the request. To the engine it is as if it had done so before. */
export const ENDINGS = ['closed', 'reset'] as const;

export interface Case {
  readonly request: keyof typeof REQUESTS;
  readonly idle: (typeof IDLE)[number];
  readonly ending: (typeof ENDINGS)[number];
}

export const CASES: readonly Case[] = (Object.keys(REQUESTS) as Case['request'][]).flatMap((request) =>
  IDLE.flatMap((idle) => ENDINGS.map((ending) => ({ request, idle, ending }))),
);

/** What one call came to. */
interface Measured {
  /** How many requests arrived for each call of the engine's own fetch. */
  readonly requests: readonly number[];
  /** How many attempts the report has; one where the call needs none. */
  readonly attempts: number;
  /** Idempotency keys that arrived, each once. */
  readonly keys: readonly string[];
  readonly end: string;
}

export interface Compared {
  readonly bare: Measured;
  readonly steady: Measured;
}

export interface Library {
  createSteadyFetch(options?: SteadyOptions): SteadyFetch;
  reportOf: typeof reportOf;
}

/** Retries that come at once, and wait for no probe. */
const QUICK: SteadyOptions = { retry: { maxAttempts: 3, baseDelayMs: 1 }, circuit: false, random: () => 0 };

/** Every case, one after the other: they share the connections of the engine. */
export async function compareAll(origin: string, library: Library): Promise<Compared[]> {
  const compared: Compared[] = [];
  for (const each of CASES) compared.push(await compare(origin, each, library));
  return compared;
}

/** The same call with the engine's own fetch and with ours. */
async function compare(origin: string, each: Case, { createSteadyFetch, reportOf }: Library): Promise<Compared> {
  return {
    bare: await measure(origin, each, (counted) => ({ fetch: counted, attemptsOf: () => 1, close: () => {} })),
    steady: await measure(origin, each, (counted) => {
      const fetch = createSteadyFetch({ ...QUICK, fetch: counted });
      const attemptsOf = (result: object) => reportOf(result)?.attempts.length ?? 1;
      return { fetch, attemptsOf, close: () => fetch.close() };
    }),
  };
}

interface Subject {
  readonly fetch: SteadyFetch | typeof fetch;
  attemptsOf(result: object): number;
  close(): void;
}

async function measure(origin: string, each: Case, open: (fetch: typeof globalThis.fetch) => Subject) {
  // Which of its connections an engine takes is its own decision.
  for (let tries = 0; tries < 10; tries++) {
    const id = Math.random().toString(36).slice(2);
    await prepare(origin, each.idle, id);
    let calls = 0;
    const subject = open((input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('x-call', String(++calls));
      return fetch(input, { ...init, headers });
    });
    const url = `${origin}/kill?id=${id}&how=${each.ending}`;
    const result = await subject.fetch(url, REQUESTS[each.request].init).catch((error: Error) => error);
    subject.close();
    const arrivals: Arrival[] = await (await fetch(`${origin}/seen?id=${id}`)).json();
    if ((arrivals[0]?.place ?? 0) > 1 !== each.idle > 0) continue;
    return {
      requests: Array.from({ length: calls }, (_, at) => arrivals.filter(({ call }) => call === at + 1).length),
      attempts: subject.attemptsOf(result),
      keys: [...new Set(arrivals.map(({ key }) => key))],
      end: result instanceof Response ? `status ${result.status}` : result.name,
    };
  }
  throw new Error(`no such connection was used: ${JSON.stringify(each)}`);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** So many idle connections, and no other. */
async function prepare(origin: string, idle: number, id: string): Promise<void> {
  await (await fetch(`${origin}/cold?id=${id}`)).text();
  // The engine has to see that its connections are gone, and later that its new ones are idle.
  await sleep(20);
  const warm = async (at: number) => (await fetch(`${origin}/warm?group=${id}&count=${idle}&at=${at}`)).text();
  await Promise.all(Array.from({ length: idle }, (_, at) => warm(at)));
  await sleep(20);
}

/** What must not happen under us, in words. */
export function faultsOf({ request, idle, ending }: Case, { bare, steady }: Compared): string[] {
  const { isReplayable } = REQUESTS[request];
  const [most = 0] = bare.requests;
  const faults = [
    steady.attempts !== steady.requests.length && `reports ${steady.attempts} attempts`,
    !isReplayable && steady.requests.length > 1 && 'is sent again without permission',
    isReplayable && steady.requests.length !== QUICK.retry?.maxAttempts && 'is not sent again',
    steady.requests[0] !== most && 'is repeated by the engine at the first attempt unlike without us',
    steady.requests.slice(1).some((count) => count > most) &&
      'is repeated by the engine at a retry more often than without us',
    steady.requests.includes(0) && 'has an attempt that never arrived',
    String(steady.keys) !== String(bare.keys) && `goes out with the keys ${steady.keys}`,
    steady.end !== bare.end && `ends with ${steady.end}, and not with ${bare.end}`,
  ];
  return faults.filter((fault) => fault !== false).map((fault) => `${request}, ${idle} idle, ${ending}: ${fault}`);
}

/** Of all cases, in their order. */
export const allFaults = (compared: readonly Compared[]): string[] =>
  CASES.flatMap((each, at) => {
    const one = compared[at];
    return one === undefined ? [`${each.request}: not measured`] : faultsOf(each, one);
  });
