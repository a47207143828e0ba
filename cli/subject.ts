import type { AttemptReport, CallReport, ResponseVerdict, Verdict } from '../src/index.ts';

/** One request and what it came to: the material of an explanation. Holds nothing that may not be shown. */
export interface Subject {
  readonly method: string;
  /** Without secrets. */
  readonly url: string;
  readonly verdict: Verdict;
  /** The product that the answer's `Server` header names. */
  readonly server?: string;
  /** Of browsers, engines and proxies, only Node's fetch says why there was no answer. */
  readonly isOfBrowser: boolean;
  readonly report: CallReport;
}

export type { AttemptReport };

export const isResponse = (verdict: Verdict): verdict is ResponseVerdict => 'status' in verdict;

/** The name of the product, without version and comments. */
export const productOf = (server: string | null | undefined): string | undefined =>
  /^[A-Za-z][\w.-]{0,39}/.exec(server ?? '')?.[0];
