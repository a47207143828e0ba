import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { openContender } from './contenders.ts';

export interface AbortTask {
  readonly contender: string;
  readonly healthyUrl: string;
  readonly failingUrl: string;
  readonly rounds: number;
}

/** A call that was aborted while it waited. */
export interface Abort {
  /** From abort() to the end of the call. */
  readonly endedMs: number;
  readonly ending: 'the reason' | 'answered' | 'hung' | (string & {});
  /** Requests that began between abort() and the end of the call; in the last round, of the process. */
  readonly requestsAfter: number;
}

/** A line of what the child says. `exit` comes when nothing keeps it alive any more. */
export type AbortLine =
  | { readonly type: 'settled before' }
  | ({ readonly type: 'aborted'; readonly abortedAt: number } & Abort)
  | { readonly type: 'exit'; readonly requestsAfter: number };

/** The first attempt is over by then, and nobody's wait is: the shortest is 90 ms. */
const ABORT_AFTER_MS = 45;
const HUNG_MS = 15_000;
const SLOW_MS = 1_000;

// Everybody draws the same: a wait that is long for its kind, and never one that is over by luck.
Math.random = () => 0.9;

let requests = 0;
subscribe('undici:request:create', () => requests++);
subscribe('http.client.request.start', () => requests++);

const { contender, healthyUrl, failingUrl, rounds } = JSON.parse(process.argv[2] ?? '') as AbortTask;
// At once, and nothing that could keep the process alive.
const say = (line: AbortLine) => writeSync(1, `${JSON.stringify(line)}\n`);
const wallNow = () => performance.timeOrigin + performance.now();
const hung = Symbol('hung');

const open = await openContender(contender);
let before = 0;
for (let round = 0; round < rounds; round++) {
  const line = await abortOne();
  say(line);
  if (line.type !== 'aborted' || line.endedMs > SLOW_MS) break;
}
process.on('exit', () => say({ type: 'exit', requestsAfter: requests - before }));

async function abortOne(): Promise<AbortLine> {
  const call = open();
  await (await call(healthyUrl)).text();

  const reason = new Error('The page is gone');
  const controller = new AbortController();
  let settled = false;
  const settling = call(failingUrl, { signal: controller.signal })
    .then(
      () => 'answered',
      (error: unknown) => (error === reason ? 'the reason' : nameOf(error)),
    )
    .finally(() => {
      settled = true;
    });
  await pause(ABORT_AFTER_MS);
  if (settled) return { type: 'settled before' };

  before = requests;
  const abortedAt = wallNow();
  controller.abort(reason);
  const ending = await Promise.race([settling, pause(HUNG_MS, hung, { ref: false })]);
  return {
    type: 'aborted',
    abortedAt,
    endedMs: wallNow() - abortedAt,
    ending: typeof ending === 'string' ? ending : 'hung',
    requestsAfter: requests - before,
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
