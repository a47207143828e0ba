import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { CONTROL, openContender } from './contenders.ts';

export interface AbortTask {
  readonly contender: string;
  readonly healthyUrl: string;
  readonly failingUrl: string;
  /** What can be seen of an attempt: without a listener it never becomes a request. */
  readonly attempts: 'requests' | 'connections';
  readonly rounds: number;
  /** A contender that takes longer is not asked again. */
  readonly slowMs: number;
}

/** A call that was aborted while it waited. */
export interface Abort {
  /** From abort() to the end of the call. */
  readonly endedMs: number;
  readonly ending: 'the reason' | 'answered' | 'hung' | (string & {});
  /** Attempts that began between abort() and the end of the call; in the last round, of the process. */
  readonly attemptsAfter: number;
}

/** A line of what the child says. `exit` comes when nothing keeps it alive any more. */
export type AbortLine =
  | { readonly type: 'does not wait' }
  | ({ readonly type: 'aborted'; readonly abortedAt: number } & Abort)
  | { readonly type: 'exit'; readonly at: number; readonly attemptsAfter: number };

/** After the first attempt. No wait is over by then: the shortest is 90 ms. */
const ABORT_AFTER_MS = 30;
const HUNG_MS = 15_000;

// All draw the same number: a wait that is long for its kind, and never one that is over by luck.
Math.random = () => 0.9;

const { contender, healthyUrl, failingUrl, attempts, rounds, slowMs } = JSON.parse(process.argv[2] ?? '') as AbortTask;

let begun = 0;
let over = 0;
const countBegun = () => begun++;
const countOver = () => over++;
if (attempts === 'requests') {
  for (const channel of ['undici:client:sendHeaders', 'http.client.request.start']) subscribe(channel, countBegun);
  for (const channel of ['undici:request:trailers', 'http.client.response.finish']) subscribe(channel, countOver);
} else {
  subscribe('net.client.socket', (message) => {
    countBegun();
    (message as { socket: Socket }).socket.once('close', countOver);
  });
}

// At once, and nothing that could keep the process alive.
const say = (line: AbortLine) => writeSync(1, `${JSON.stringify(line)}\n`);
const wallNow = () => performance.timeOrigin + performance.now();
const hung = Symbol('hung');

const open = await openContender(contender);
let before = 0;
for (let round = 0; round < rounds; round++) {
  const line = await abortOne();
  say(line);
  if (line.type !== 'aborted' || line.endedMs > slowMs) break;
}
process.on('exit', () => say({ type: 'exit', at: wallNow(), attemptsAfter: begun - before }));

async function abortOne(): Promise<AbortLine> {
  const call = open();
  await (await call(healthyUrl)).text();

  const reason = new Error('The page is gone');
  const controller = new AbortController();
  const first = { begun: begun + 1, over: over + 1 };
  let settled = false;
  const settling = call(failingUrl, { signal: controller.signal })
    .then(
      () => 'answered',
      (error: unknown) => (error === reason ? 'the reason' : nameOf(error)),
    )
    .finally(() => {
      settled = true;
    });
  // The control attempts nothing.
  while (contender !== CONTROL && over < first.over && !settled) await pause(1);
  await pause(ABORT_AFTER_MS);
  before = begun;
  if (settled || begun > first.begun) return { type: 'does not wait' };

  const abortedAt = wallNow();
  controller.abort(reason);
  const ending = await Promise.race([settling, pause(HUNG_MS, hung, { ref: false })]);
  return {
    type: 'aborted',
    abortedAt,
    endedMs: wallNow() - abortedAt,
    ending: typeof ending === 'string' ? ending : 'hung',
    attemptsAfter: begun - before,
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
