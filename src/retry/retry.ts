import pRetry from 'p-retry';
import { Attempt } from '../attempt/attempt.ts';
import { discard } from '../attempt/body.ts';
import type { Call } from '../call/call.ts';
import { emitCallWaiting, emitRetryScheduled } from '../call/emit.ts';
import { interruptible } from '../call/interruptible.ts';
import { settle } from '../call/settle.ts';
import type { Outcome } from '../model/outcome.ts';
import { isRetryOfClient } from '../request/client-retries.ts';
import { NEVER } from '../request/limits.ts';
import { INVALID } from '../rules/own-verdicts.ts';
import { admit, circuitOf, go, mustPause, waitForNetwork, waitInQueue } from './admission.ts';
import { backoffMs } from './backoff.ts';
import { type Decision, decide } from './decide.ts';
import { changeRetry, wishOf } from './should-retry.ts';
import { stopped } from './stopped.ts';
import { type Go, type Stop, sleep, type WaitResult } from './wait.ts';

type Retry = Extract<Decision, { kind: 'retry' }>;

/** p-retry speaks exceptions, we speak outcomes: this is the only one it ever sees. One for all calls, because its stack is costly. */
const AGAIN = new Error('again');

/** Waits until the first attempt may go, and sends it. */
export async function attemptWhenAdmitted(call: Call): Promise<Outcome> {
  if (call.interruption !== undefined) return stopped(call, call.interruption, undefined);
  const { ready } = call.settings;
  if (ready !== undefined) {
    const made = await interruptible(call, ready).catch((error: unknown): never => {
      // Without its key it must not be sent, whatever `shouldRetry` would say.
      call.settledBecause = 'final';
      settle(call, { kind: 'error', error, verdict: INVALID });
      throw error;
    });
    if (!('value' in made)) return stopped(call, made, undefined);
  }
  const result = await timed(call, () => admit(call));
  return proceed(call, result, undefined);
}

/** Sends a failed call again for as long as that makes sense. The loop is p-retry's, the decisions are ours. */
export async function settleWithRetries(call: Call, first: Outcome): Promise<Outcome> {
  let last = first;
  let next: Go | undefined;
  let decision = await decideOn(call, first);
  if (decision.kind === 'settle') {
    call.settledBecause = decision.because;
    return first;
  }
  // Both are made outside of `try`: in `catch`, Hermes 0.12 still sees what they have assigned as it was before.
  const attempt = async (): Promise<Outcome> => {
    if (next !== undefined) {
      last = await proceed(call, next, last);
      decision = await decideOn(call, last);
    }
    if (decision.kind === 'retry') throw AGAIN;
    call.settledBecause = decision.because;
    return last;
  };
  const shouldRetry = async (): Promise<boolean> => {
    if (last.kind === 'response') last.body?.release();
    const result = await timed(call, () => waitForRetry(call, last, decision as Retry));
    if (result.kind === 'go') next = result;
    else last = stopped(call, result, last);
    return result.kind === 'go';
  };
  try {
    return await pRetry(attempt, {
      // What ends the loop is a decision, never p-retry's own count.
      retries: Number.POSITIVE_INFINITY,
      // Every wait is ours, so that it knows Retry-After, the deadline, aborts and the queue.
      minTimeout: 0,
      maxTimeout: 0,
      shouldRetry,
    });
  } catch (error) {
    if (error === AGAIN) return last;
    throw error;
  }
}

/** Sends it, unless it must stop. */
function proceed(call: Call, result: WaitResult, last: Outcome | undefined): Outcome | Promise<Outcome> {
  if (result.kind !== 'go') return stopped(call, result, last);
  if (last === undefined || call.upstream.options.retry.beforeRetry === undefined) return send(call, result, last);
  return interruptible(call, changeRetry(call, last)).then(() => send(call, result, last));
}

function send(call: Call, result: Go, last: Outcome | undefined): Outcome | Promise<Outcome> {
  // By a listener of the circuit's event, or while `beforeRetry` was pending.
  const stop = call.interruption ?? (call.context.clock.now() >= call.deadlineAt ? TOO_LATE : undefined);
  if (stop !== undefined) {
    call.upstream.giveBack(result.permit, call);
    if (result.isPaid) call.refund();
    return stopped(call, stop, last);
  }
  if (last?.kind === 'response') discard(call.context, last.response, last.body);
  return new Attempt(call, result.permit).send((_call, outcome) => outcome);
}

/** Notes how long the call waited, for the report. */
async function timed(call: Call, act: () => Promise<WaitResult>): Promise<WaitResult> {
  const { clock } = call.context;
  const since = clock.now();
  const result = await act();
  call.delayMs = clock.now() - since;
  return result;
}

/** A server that says that it is overloaded (429, 503) gets longer waits. */
const OVERLOAD_FACTOR = 4;

/** Longest addition to a time that the server set, in ms: clients that were told the same must not return together. */
const SPREAD_MS = 1_000;

async function decideOn(call: Call, outcome: Outcome): Promise<Decision> {
  const { context, settings, upstream } = call;
  const { verdict } = outcome;
  if (verdict.kind === 'ok') return SUCCESS;
  if (verdict.kind === 'request-timeout' && context.engineRepeats408) return { kind: 'settle', because: 'final' };

  const { retry } = upstream.options;
  const answer = await interruptible(call, wishOf(call, outcome));
  if (!('value' in answer)) return answer.because === 'deadline' ? EXPIRED : STOPPING;
  const wish = answer.value;
  if (context.isClosed) return { kind: 'settle', because: 'cancelled' };
  const now = context.clock.now();
  const ownMs = verdict.retryAfterMs ?? 0;
  const isOverloaded = verdict.kind === 'rate-limited' || verdict.kind === 'service-unavailable';
  const baseDelayMs = isOverloaded ? retry.baseDelayMs * OVERLOAD_FACTOR : retry.baseDelayMs;
  const circuit = circuitOf(call);
  // A refusal has told it already.
  if (verdict.kind !== 'refused') call.retryAt = ownMs > 0 ? now + ownMs : undefined;
  return decide({
    verdict,
    // A call must not spend its attempts on finding out whether the upstream is back.
    attempts: settings.isMaxAttemptsStrict ? call.attempts : call.ownAttempts,
    maxAttempts: isRetryOfClient(settings.sentHeaders) ? 1 : settings.maxAttempts,
    replayable: settings.replayable,
    bodyReplayable: settings.bodyReplayable,
    keepsFailing: circuit?.isHopeless(call) === true,
    isTooOld: now - call.startedAt >= retryWindowMs(call),
    remainingMs: call.deadlineAt - now,
    isPaused: mustPause(call),
    backoffMs: backoffMs(call.attempts, { ...retry, baseDelayMs }, context.random),
    askedMs: Math.max(ownMs, call.notBefore - now),
    spreadMs: context.random() * SPREAD_MS,
    maxRetryAfterMs: retry.maxRetryAfterMs,
    wish,
  });
}

/** After an answer that took a minute to fail, the user does not want to wait for another one. */
function retryWindowMs({ settings, maxWaitMs, context }: Call): number {
  const { totalMs } = settings.limits;
  return totalMs === NEVER ? Math.max(context.tuning.retryWindowMs, maxWaitMs) : totalMs;
}

/** Everything between the decision to send again and the permission to do so. */
async function waitForRetry(call: Call, outcome: Outcome, decision: Retry): Promise<WaitResult> {
  const { upstream } = call;
  if (call.interruption !== undefined) return call.interruption;
  if (outcome.verdict.kind === 'network') {
    // It was not sent, so a retry would be safe now. But it must not wait for the network: the user may send it again meanwhile.
    if (!call.replayable && call.context.network.isOffline) return NOT_REPLAYABLE;
    const stop = await waitForNetwork(call);
    if (stop !== undefined) return stop;
  }
  const isAsked = decision.waitReason === 'retry-after';
  const isPaused = decision.waitReason === 'circuit';
  const isPaid = upstream.budget.spend();
  if (isPaid) call.tokens++;
  // Without a token it may only wait for an upstream that is down: partial failure stays capped by the budget.
  else if (!isPaused || circuitOf(call)?.isDown !== true) return UNPAID;

  const result = isPaused ? await pauseInQueue(call, outcome, isPaid) : await backOff(call, outcome, decision, isAsked);
  if (!isPaid) return result;
  if (result.kind === 'go') return { ...result, isPaid };
  call.refund();
  return result;
}

function pauseInQueue(call: Call, outcome: Outcome, isPaid: boolean): Promise<WaitResult> {
  return waitInQueue(call, () => {
    const { upstream, context } = call;
    if (!isPaid) return emitCallWaiting(call, 'budget', upstream.probeAtEpoch);
    const now = context.clock.now();
    return emitRetryScheduled(call, outcome.verdict, (upstream.probeAt ?? now) - now, 'circuit');
  });
}

async function backOff(call: Call, outcome: Outcome, decision: Retry, isAsked: boolean): Promise<WaitResult> {
  const { clock } = call.context;
  let onStart: (() => void) | undefined = () =>
    emitRetryScheduled(call, outcome.verdict, decision.delayMs, decision.waitReason);
  for (let ms = decision.delayMs; ; ) {
    const slept = await sleep(call, ms, { mayFollow: !isAsked, onStart });
    onStart = undefined;
    if (slept.kind === 'stop') return slept;
    // A timer may have been late.
    if (clock.now() >= call.deadlineAt) return TOO_LATE;
    if (slept.kind === 'probe') return { kind: 'go', permit: circuitOf(call)?.send(true, call) };
    ms = call.notBefore - clock.now();
    if (ms <= 0) break;
    // Another answer has asked for a longer wait meanwhile. A call that has waited as it was asked grants what clocks may differ by, and
    // otherwise settles: a server that goes on asking for longer waits is doing what it can, and one more request would not help it.
    if ((isAsked && ms > ASKED_SLACK_MS) || ms >= call.deadlineAt - clock.now()) {
      call.retryAt = clock.now() + ms;
      return TOO_LONG;
    }
  }
  return !isAsked && mustPause(call) ? waitInQueue(call) : go(call);
}

/** HTTP dates and `Date` count whole seconds, so two answers that mean the same moment may be this far apart. */
const ASKED_SLACK_MS = 1_000;

const SUCCESS: Decision = { kind: 'settle', because: 'success' };
const EXPIRED: Decision = { kind: 'settle', because: 'deadline' };
/** What has interrupted the question ends the wait before the retry, too. */
const STOPPING: Decision = { kind: 'retry', delayMs: 0, waitReason: 'backoff' };
const NOT_REPLAYABLE: Stop = { kind: 'stop', because: 'not-replayable' };
const UNPAID: Stop = { kind: 'stop', because: 'budget' };
const TOO_LONG: Stop = { kind: 'stop', because: 'retry-after-too-long' };
const TOO_LATE: Stop = { kind: 'stop', because: 'deadline' };
