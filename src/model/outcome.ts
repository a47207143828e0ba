import type { Verdict } from './verdict.ts';

/** The body of a failed response, of which more than one reader may want something. */
export interface HeldBody {
  /** Frees the connection soon, whatever the server does: the wait before a retry may be long. */
  release(): void;
  /** It will not be read. */
  discard(): void;
  /** The caller gets the response, and we stop reading. */
  handOver(): void;
}

/** What one attempt came to. Inside the library, outcomes are values; nothing is thrown. */
export type Outcome =
  | { readonly kind: 'response'; readonly response: Response; readonly verdict: Verdict; readonly body?: HeldBody }
  | { readonly kind: 'error'; readonly error: unknown; readonly verdict: Verdict };
