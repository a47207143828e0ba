import type { Call } from '../call/call.ts';
import { OptionsError } from '../model/errors.ts';
import type { RetryChange, RetryContext, RetryWish } from '../model/options.ts';
import type { Outcome } from '../model/outcome.ts';
import type { VerdictKind } from '../model/verdict.ts';

/** `shouldRetry` is not asked about these: nothing was sent, or the call has ended anyway. */
const NEVER_RETRIED: ReadonlySet<VerdictKind> = new Set(['aborted', 'cancelled', 'refused', 'deadline']);

/** Asks the app: the call's own function first, then that of the upstream. What it throws is reported and counts as no answer. */
export async function wishOf(call: Call, outcome: Outcome): Promise<RetryWish> {
  const { context, settings, upstream } = call;
  const functions = [settings.options.shouldRetry, upstream.options.retry.shouldRetry];
  if (NEVER_RETRIED.has(outcome.verdict.kind) || functions.every((each) => each === undefined)) return undefined;
  const about = contextOf(call, outcome);
  for (const shouldRetry of functions) {
    try {
      const wish: unknown = await shouldRetry?.(about);
      if (typeof wish === 'boolean') return wish;
      if (wish !== undefined) return { afterMs: checkAfterMs(wish) };
    } catch (error) {
      context.reportAppError(error);
    }
  }
  return undefined;
}

/** Asks the app what to change about the retry that is about to be sent. */
export async function changeRetry(call: Call, outcome: Outcome): Promise<void> {
  const { beforeRetry } = call.upstream.options.retry;
  try {
    const change: RetryChange | undefined = await beforeRetry?.(contextOf(call, outcome));
    if (change !== undefined) call.changedHeaders = new Headers(change.headers);
  } catch (error) {
    call.context.reportAppError(error);
  }
}

const contextOf = (
  { attempts, context, settings, startedAt, upstream, url }: Call,
  outcome: Outcome,
): RetryContext => ({
  attempt: attempts,
  maxAttempts: settings.maxAttempts,
  method: settings.method,
  url,
  upstream: upstream.key,
  elapsedMs: context.clock.now() - startedAt,
  verdict: outcome.verdict,
  ...(outcome.kind === 'response' ? { response: outcome.response } : { error: outcome.error }),
});

function checkAfterMs(wish: unknown): number {
  const { afterMs } = Object(wish) as { afterMs?: unknown };
  if (Number.isFinite(afterMs) && (afterMs as number) >= 0) return afterMs as number;
  throw new OptionsError(
    'shouldRetry',
    wish,
    'a function that returns true, false, undefined or { afterMs: milliseconds }',
  );
}
