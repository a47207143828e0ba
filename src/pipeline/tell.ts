import type { Verdict } from '../model/verdict.ts';
import type { Call } from './call.ts';
import type { Permit } from './circuit.ts';
import type { Core } from './core.ts';

/** The members that every event of a call has. */
export function factsOf(core: Core, call: Call) {
  const { notice } = call.own;
  const { patienceMs } = call.upstream;
  const at = core.clock.wallNow();
  return {
    at,
    callId: call.id,
    upstream: call.upstream.key,
    method: call.method,
    url: call.url,
    replayable: call.replayable && call.bodyReplayable,
    supportIds: call.supportIds,
    ...(notice === undefined ? {} : { notice }),
    ...(patienceMs > 0 ? { retryAfterUntil: Math.round(at + patienceMs) } : {}),
  };
}

export function tellStarted(core: Core, call: Call, permit: Permit | undefined): void {
  const { attempts: attempt, maxAttempts } = call;
  const probe = permit?.probe === true;
  core.events.emit({ type: 'attempt.started', ...factsOf(core, call), attempt, maxAttempts, probe });
}

export function tellEnded(core: Core, call: Call, elapsedMs: number, verdict: Verdict): void {
  const { attempts: attempt, maxAttempts } = call;
  core.events.emit({ type: 'attempt.ended', ...factsOf(core, call), attempt, maxAttempts, elapsedMs, verdict });
}
