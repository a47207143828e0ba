import type { Call } from './call.ts';
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
