import type { Link } from '../platform/linked-list.ts';
import type { RequestIdentity } from './failing-requests.ts';

/** What the queue knows of a waiting call. */
export interface Waiting extends RequestIdentity {
  /** Monotonic ms; `Infinity` without a deadline. */
  readonly deadlineAt: number;
  /** How long it may wait in all, in ms. */
  readonly maxWaitMs: number;
  /** How long it has waited here before, in ms. */
  waitedMs: number;
  /** Was it sent before? Then it has a result to settle with. */
  readonly wasSent: boolean;
  /** Monotonic ms until which the server asked this route to wait. */
  readonly notBefore: number;
  /** Why it must stop, if it must; then it is woken, or was. */
  readonly interruption: object | undefined;
  /** Lets it look at the queue again. */
  wake(): void;
}

export class Waiter implements Link<Waiter> {
  before: Waiter | undefined = undefined;
  after: Waiter | undefined = undefined;
  readonly call: Waiting;
  since: number;
  /** Monotonic ms of its turn, once the upstream is back. */
  goAt = Number.POSITIVE_INFINITY;
  isRefused = false;
  /** Monotonic ms of its latest look. */
  seenAt: number;

  constructor(call: Waiting, since: number) {
    this.call = call;
    this.since = since;
    this.seenAt = since;
  }
}
