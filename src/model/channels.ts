import type { CircuitClosed, CircuitHalfOpened, CircuitOpened } from './event.ts';
import type { CallReport } from './report.ts';
import type { Verdict } from './verdict.ts';

/** What is published on the diagnostics channel `steadyfetch:call` when a call has settled. */
export interface CallMessage {
  /** For the developer. Never show it to people: it may hold secrets. */
  readonly url: string;
  /** What the call came to. */
  readonly verdict: Verdict;
  readonly report: CallReport;
}

/** What is published on the diagnostics channel `steadyfetch:circuit` when the circuit of an upstream has changed. */
export type CircuitMessage = CircuitOpened | CircuitHalfOpened | CircuitClosed;
