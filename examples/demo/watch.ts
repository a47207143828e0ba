import type { SettledBecause, SteadyEvent } from 'steadyfetch';
import { nameOf } from './words.ts';

/** A wait that is shown with its progress, in epoch ms. */
export interface Countdown {
  readonly since: number;
  readonly until: number;
}

/** A call that waits. Without a countdown it waits for the upstream, as all such calls do together. */
export interface Wait {
  readonly name: string;
  readonly attempt: number;
  readonly countdown?: Countdown;
}

/** What the events of one client come to so far. Made of nothing but events: any app could do the same. */
export class Watch {
  readonly waits = new Map<number, Wait>();
  /** Paths of the calls that succeeded after a retry or a wait. */
  readonly saved = new Set<string>();
  readonly lost = new Map<SettledBecause, number>();
  nextProbe: Countdown | undefined;

  hear(event: SteadyEvent): void {
    switch (event.type) {
      case 'retry.scheduled': {
        const { attempt, at: since, retryAt: until, waitReason } = event;
        const alone = waitReason === 'backoff' || waitReason === 'retry-after';
        this.waits.set(event.callId, {
          name: nameOf(event),
          attempt,
          ...(alone ? { countdown: { since, until } } : {}),
        });
        if (!alone) this.nextProbe = { since, until };
        return;
      }
      case 'call.waiting':
        this.waits.set(event.callId, { name: nameOf(event), attempt: this.waits.get(event.callId)?.attempt ?? 1 });
        return;
      case 'attempt.started':
        this.waits.delete(event.callId);
        return;
      case 'call.recovered':
        this.saved.add(new URL(event.url).pathname);
        return;
      case 'call.settled':
        this.waits.delete(event.callId);
        if (event.outcome === 'failed') {
          this.lost.set(event.settledBecause, (this.lost.get(event.settledBecause) ?? 0) + 1);
        }
        return;
      case 'circuit.opened':
        this.nextProbe = event.retryAt === undefined ? undefined : { since: event.at, until: event.retryAt };
        return;
      case 'circuit.closed':
        this.nextProbe = undefined;
    }
  }
}
