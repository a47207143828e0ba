import type { Link } from '../platform/linked-list.ts';

/** Permission to send one attempt. Its result is reported with it. */
export class Permit implements Link<Permit> {
  before: Permit | undefined = undefined;
  after: Permit | undefined = undefined;
  /** Reports from before the last opening or closing are out of date. */
  readonly generation: number;
  readonly sentAt: number;
  readonly probe: boolean;
  /** Its silence was counted as a failure already. */
  silenceCounted = false;

  constructor(generation: number, sentAt: number, probe: boolean) {
    this.generation = generation;
    this.sentAt = sentAt;
    this.probe = probe;
  }
}
