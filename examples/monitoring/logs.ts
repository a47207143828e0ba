// One line per settled call that needed help, with pino.

// #region logs
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Logger } from 'pino';
import type { CallMessage, CallReport } from 'steadyfetch';

/** Logs the calls of all clients of the process that were sent again, waited, or were refused a request. Returns how to stop. */
export function logCalls(log: Logger): () => void {
  const logCall = (message: unknown) => {
    const { report, verdict } = message as CallMessage;
    if (!neededHelp(report)) return;
    const { upstream, method, settledBecause, elapsedMs, supportIds } = report;
    const attempts = report.attempts.length;
    const line = { upstream, method, attempts, settledBecause, verdict: verdict.kind, elapsedMs, supportIds };
    if (verdict.kind === 'ok') log.info(line, 'a call was saved');
    else log.warn(line, 'a call failed');
  };
  subscribe('steadyfetch:call', logCall);
  return () => unsubscribe('steadyfetch:call', logCall);
}

const neededHelp = ({ attempts, settledBecause }: CallReport): boolean =>
  attempts.length !== 1 || attempts[0]?.delayMs !== undefined || !ENDS_AT_ONCE.includes(settledBecause);

const ENDS_AT_ONCE: readonly CallReport['settledBecause'][] = ['success', 'final', 'aborted'];
// #endregion logs
