import type { WaitReason } from '../model/event.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Decision } from '../rules/decide.ts';
import type { Call } from './call.ts';
import type { Core } from './core.ts';
import {
  circuitOf,
  enterRoom,
  type Halt,
  mayWaitUnpaid,
  mustPause,
  type Passage,
  pass,
  stopAfter,
  tellWaiting,
} from './gate.ts';
import { factsOf } from './tell.ts';
import { sleep } from './wait.ts';

export type Retry = Extract<Decision, { kind: 'retry' }>;

/** Everything between the decision to send again and the leave to do so. */
export async function prepare(core: Core, call: Call, outcome: Outcome, decision: Retry): Promise<Passage> {
  const { upstream } = call;
  if (call.terms.signal?.aborted) return { kind: 'stop', because: 'aborted' };
  // Whoever has been left waiting for an attempt that failed has waited for this upstream, as much as in its room.
  call.waitedMs += call.history?.at(-1)?.elapsedMs ?? 0;
  const asked = decision.waitReason === 'retry-after';
  const pause = mustPause(call) && !asked;
  const paid = upstream.spend();
  if (paid) call.tokens++;
  // Who was asked to wait for a certain time might leave the room too early.
  else if (asked || !mayWaitUnpaid(call)) return UNPAID;

  const passage =
    pause || !paid
      ? await pauseInRoom(core, call, outcome, paid)
      : await waitAndPass(core, call, outcome, decision, asked);
  if (passage.kind !== 'go' && paid) {
    call.tokens--;
    upstream.giveBack(1);
  }
  return passage;
}

function pauseInRoom(core: Core, call: Call, outcome: Outcome, paid: boolean): Promise<Passage> {
  return enterRoom(core, call, () => {
    if (!paid) return tellWaiting(core, call, 'budget', call.upstream.retryAt());
    const now = core.clock.now();
    const delayMs = Math.max(0, (call.upstream.probeAt ?? now) - now);
    return tellScheduled(core, call, outcome, delayMs, 'circuit');
  });
}

async function waitAndPass(
  core: Core,
  call: Call,
  outcome: Outcome,
  { delayMs, waitReason }: Retry,
  asked: boolean,
): Promise<Passage> {
  const { upstream } = call;
  let started = () => tellScheduled(core, call, outcome, delayMs, waitReason);
  for (let ms = delayMs; ; ) {
    const waited = await sleep(core, call, ms, { mayFollow: !asked, started });
    started = () => {};
    const stop = stopAfter(waited);
    if (stop !== undefined) return stop;
    if (waited.kind === 'probe') return { kind: 'go', permit: circuitOf(call)?.send(true) };
    if (waited.kind === 'follow') return enterRoom(core, call);
    ms = upstream.patienceMs;
    if (ms === 0) break;
    // Another answer has meanwhile asked for more patience. A little more is granted; but where a server goes on asking for
    // longer waits, it serves what it can, and a call that was asked once does not come back to add to that.
    if ((asked && ms > PATIENCE_SLACK_MS) || ms >= call.deadlineAt - core.clock.now()) {
      call.retryAt = core.clock.now() + ms;
      return TOO_LONG;
    }
  }
  return pass(core, call, !asked);
}

function tellScheduled(core: Core, call: Call, outcome: Outcome, delayMs: number, waitReason: WaitReason): void {
  if (!core.events.heard) return;
  const facts = factsOf(core, call);
  core.events.emit({
    type: 'retry.scheduled',
    ...facts,
    attempt: call.attempts + 1,
    maxAttempts: call.terms.maxAttempts,
    delayMs: Math.round(delayMs),
    retryAt: Math.round(facts.at + delayMs),
    waitReason,
    verdict: outcome.verdict,
  });
}

/** HTTP dates and `Date` count whole seconds, so two answers that mean the same moment may be this far apart. */
const PATIENCE_SLACK_MS = 1_000;

const UNPAID: Halt = { kind: 'stop', because: 'budget' };
const TOO_LONG: Halt = { kind: 'stop', because: 'retry-after-too-long' };
