import type { Call } from '../call/call.ts';
import type { Unready } from '../call/interruptible.ts';
import { CancelledError } from '../model/errors.ts';
import type { FailureVerdict } from '../model/verdict.ts';
import { reasonOf } from '../platform/abort-signals.ts';
import { ABORTED, CANCELLED, UNREADY } from '../rules/own-verdicts.ts';
import { timeoutError } from './timeout-error.ts';

/** What a call comes to that must stop before anything more is sent. */
export function interrupted(call: Call, stop: Unready): { readonly error: unknown; readonly verdict: FailureVerdict } {
  switch (stop.because) {
    case 'aborted':
      return { error: reasonOf(call.settings.signal as AbortSignal), verdict: ABORTED };
    case 'cancelled':
      return { error: new CancelledError(call.upstream.key, stop.reason), verdict: CANCELLED };
    case 'deadline':
      return { error: timeoutError(call, true), verdict: UNREADY };
  }
}
