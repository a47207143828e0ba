import pRetry from 'p-retry';
import type { RetryContext } from '../model/options.ts';
import type { Outcome } from '../model/outcome.ts';
import type { VerdictKind } from '../model/verdict.ts';
import { backoffMs } from '../rules/backoff.ts';
import { type Decision, decide } from '../rules/decide.ts';
import { Attempt } from './attempt.ts';
import { discard, holdWithoutConnection } from './body.ts';
import type { Call } from './call.ts';
import type { Core } from './core.ts';
import { type Go, mustPause, pass } from './gate.ts';
import { prepare, type Retry } from './prepare.ts';
import { stopped } from './stopped.ts';

/** p-retry speaks exceptions, we speak outcomes: this is the only one it ever sees. */
class Again extends Error {
  readonly decision: Retry;

  constructor(decision: Retry) {
    super('again');
    this.decision = decision;
  }
}

/** Waits until the first attempt may go, and sends it. */
export async function attemptWhenPossible(core: Core, call: Call): Promise<Outcome> {
  const since = core.clock.now();
  const passage = await pass(core, call, false);
  call.delayMs = core.clock.now() - since;
  return passage.kind === 'go'
    ? new Attempt(core, call, passage.permit).send(asIs)
    : stopped(core, call, passage, undefined);
}

/** Sends a failed call again for as long as that makes sense. The loop is p-retry's, the decisions are ours. */
export async function persist(core: Core, call: Call, first: Outcome): Promise<Outcome> {
  let last = first;
  let passage: Go | undefined;
  try {
    return await pRetry(
      async () => {
        if (passage !== undefined) {
          if (last.kind === 'response') discard(core, last.response);
          last = await new Attempt(core, call, passage.permit).send(asIs);
        }
        const decision = decideOn(core, call, last);
        if (decision.kind === 'retry') throw new Again(decision);
        call.settledBecause = decision.because;
        return last;
      },
      {
        retries: call.maxAttempts,
        // Every wait is ours, so that it knows Retry-After, the deadline, aborts and the waiting room.
        minTimeout: 0,
        maxTimeout: 0,
        shouldRetry: async ({ error }) => {
          const since = core.clock.now();
          if (last.kind === 'response') holdWithoutConnection(last.response);
          const next = await prepare(core, call, last, (error as Again).decision);
          call.delayMs = core.clock.now() - since;
          if (next.kind === 'go') {
            passage = next;
            return true;
          }
          last = stopped(core, call, next, last);
          return false;
        },
      },
    );
  } catch (error) {
    if (error instanceof Again) return last;
    throw error;
  }
}

const asIs = (_core: Core, _call: Call, outcome: Outcome | Promise<Outcome>) => outcome;

/** Longest addition to a floor that the server set, in ms: clients that were told the same must not return together. */
const SPREAD_MS = 1_000;

function decideOn(core: Core, call: Call, outcome: Outcome): Decision {
  const { verdict } = outcome;
  if (verdict.kind === 'ok') return SUCCESS;
  const { retry } = call.upstream.options;
  if (core.isClosed()) return { kind: 'settle', because: 'cancelled' };
  if (verdict.kind === 'request-timeout' && core.engineRepeats408) return { kind: 'settle', because: 'final' };

  const now = core.clock.now();
  const ownPatienceMs = verdict.retryAfterMs ?? 0;
  const overloaded = verdict.kind === 'rate-limited' || verdict.kind === 'service-unavailable';
  const baseDelayMs = overloaded ? retry.overloadBaseDelayMs : retry.baseDelayMs;
  call.retryAt = ownPatienceMs > 0 ? now + ownPatienceMs : undefined;
  return decide({
    verdict,
    attempts: call.attempts,
    maxAttempts: call.maxAttempts,
    replayable: call.replayable,
    bodyReplayable: call.bodyReplayable,
    remainingMs: call.deadlineAt - now,
    // In the waiting room it is the next probe that a call waits for, not its backoff.
    backoffMs: mustPause(call) ? 0 : backoffMs(call.attempts, { ...retry, baseDelayMs }, core.random),
    patienceMs: Math.max(ownPatienceMs, call.upstream.patienceMs),
    spreadMs: core.random() * SPREAD_MS,
    maxRetryAfterMs: retry.maxRetryAfterMs,
    appSays: askApp(core, call, outcome),
  });
}

/** The app's own word, of the call first, then of the upstream. What it throws is told elsewhere and counts as no word. */
function askApp(core: Core, call: Call, outcome: Outcome): boolean | undefined {
  const { verdict } = outcome;
  const general = call.upstream.options.retry.shouldRetry;
  if ((call.own.shouldRetry ?? general) === undefined || BEYOND_WORDS.has(verdict.kind)) return undefined;
  const context: RetryContext = {
    attempt: call.attempts,
    maxAttempts: call.maxAttempts,
    method: call.method,
    url: call.url,
    upstream: call.upstream.key,
    elapsedMs: core.clock.now() - call.startedAt,
    verdict,
    ...(outcome.kind === 'response' ? { response: outcome.response } : { error: outcome.error }),
  };
  for (const ask of [call.own.shouldRetry, general]) {
    try {
      const word = ask?.(context);
      if (typeof word === 'boolean') return word;
    } catch (error) {
      core.onAppError(error);
    }
  }
  return undefined;
}

/** Nothing was sent, or nobody waits any more: there is no retry to have a word on. */
const BEYOND_WORDS: ReadonlySet<VerdictKind> = new Set(['aborted', 'cancelled', 'refused', 'deadline']);

const SUCCESS: Decision = { kind: 'settle', because: 'success' };
