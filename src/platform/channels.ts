import type { CallMessage, CircuitMessage } from '../model/channels.ts';
import type { Clock } from '../model/ports.ts';
import type { CallReport } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';
import { nodeModule } from './runtime.ts';

interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: unknown): void;
}

const NO_CHANNEL: Channel = { hasSubscribers: false, publish: () => {} };

const channel = (name: string): Channel =>
  nodeModule<{ channel(name: string): Channel }>('node:diagnostics_channel')?.channel(name) ?? NO_CHANNEL;

/** Channels belong to the process: all clients of it, and all copies of the library, publish on the same two. */
const CALLS = channel('steadyfetch:call');
const CIRCUITS = channel('steadyfetch:circuit');

/** Asked before anything is made: without subscribers a channel costs nothing. */
export const areCallsWatched = (): boolean => CALLS.hasSubscribers;
export const areCircuitsWatched = (): boolean => CIRCUITS.hasSubscribers;

export function publishCall(report: CallReport, verdict: Verdict, url: string, clock: Clock): void {
  if (!CALLS.hasSubscribers) return;
  const { attempts, elapsedMs } = report;
  // A call that went well at once keeps no history.
  const isPlain = verdict.kind === 'ok' && attempts.length === 0;
  const startedAt = Math.round(clock.wallNow() - elapsedMs);
  const told = isPlain ? { ...report, attempts: [{ attempt: 1, startedAt, elapsedMs, verdict }] } : report;
  CALLS.publish(Object.freeze<CallMessage>({ url, verdict, report: told }));
}

export const publishCircuit = (message: CircuitMessage): void => CIRCUITS.publish(message);
