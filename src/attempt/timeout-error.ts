import type { Call } from '../call/call.ts';
import { domException } from '../platform/abort-signals.ts';

/** As `AbortSignal.timeout` would say it. */
export const timeoutError = ({ upstream, settings }: Call, isDeadline: boolean): Error =>
  domException(
    isDeadline
      ? `steadyfetch: no response from ${upstream.key} before the deadline of the call`
      : `steadyfetch: no response from ${upstream.key} within the ${settings.limits.attemptMs} ms of one attempt`,
    'TimeoutError',
  );
