// One line per settled call that needed help, with pino.

// #region logs
import { subscribe } from 'node:diagnostics_channel';
import type { Logger } from 'pino';
import type { CallMessage, CallReport } from 'steadyfetch';

/** Logs the calls of all clients of the process that were sent again, waited, or were refused a request. */
export function logCalls(log: Logger): void {
  subscribe('steadyfetch:call', (message) => {
    const { report, verdict } = message as CallMessage;
    if (!neededHelp(report)) return;
    const { upstream, method, attempts, settledBecause, elapsedMs, supportIds } = report;
    const line = {
      upstream,
      method,
      attempts: attempts.length,
      settledBecause,
      verdict: verdict.kind,
      elapsedMs,
      supportIds,
    };
    if (verdict.kind === 'ok') log.info(line, 'a call was saved');
    else log.warn(line, 'a call failed');
  });
}

const neededHelp = ({ attempts, settledBecause }: CallReport): boolean =>
  attempts.length !== 1 || attempts[0]?.delayMs !== undefined || !ENDS_AT_ONCE.includes(settledBecause);

const ENDS_AT_ONCE: readonly CallReport['settledBecause'][] = ['success', 'final', 'aborted'];
// #endregion logs
