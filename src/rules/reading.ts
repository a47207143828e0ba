import type { Fault, Reached } from '../model/verdict.ts';

/** What one source says about an answer. What it does not know it leaves out. */
export interface Reading {
  readonly reached?: Reached;
  readonly fault?: Fault;
  readonly gateway?: string;
  /** `true` where sending the same again will not help. That a failure will pass is for its status to say. */
  readonly lasting?: boolean;
  /** How long it asks us to wait, in ms. */
  readonly retryAfterMs?: number;
  readonly evidence: readonly string[];
}
