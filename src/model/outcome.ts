import type { Verdict } from './verdict.ts';

/** What one attempt came to. Inside the library, outcomes are values; nothing is thrown. */
export type Outcome =
  | { readonly kind: 'response'; readonly response: Response; readonly verdict: Verdict }
  | { readonly kind: 'error'; readonly error: unknown; readonly verdict: Verdict };
