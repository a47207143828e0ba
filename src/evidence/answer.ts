import type { ClassifyContext, ResponseLike } from '../model/evidence.ts';
import { headerOf } from '../rules/response.ts';

/** A failed response, with everything that may be looked at. */
export interface Answer {
  readonly status: number;
  /** Reads a header: `null` where there is none, `''` where it is absurd. Never throws. */
  readonly header: (name: string) => string | null;
  /** The beginning of the body, `''` where it was not looked at. */
  readonly body: string;
  /** Are these all the headers that were sent, by the very server that got the request, and to its only copy? Only then does a missing one mean anything. */
  readonly isFirstHand: boolean;
}

/** In characters. More of the body is not looked at. */
const MAX_PEEK_LENGTH = 8192;

/** Makes a response safe to look at: bounded, and without surprises. */
export const answerOf = (
  response: ResponseLike,
  { redirect = '', bodyPeek, engineResends = false }: ClassifyContext,
): Answer => ({
  status: response.status,
  header: (name) => headerOf(response, name),
  body: typeof bodyPeek === 'string' ? bodyPeek.slice(0, MAX_PEEK_LENGTH) : '',
  isFirstHand: !engineResends && isFirstHand(response, redirect),
});

/** CORS hides headers; and where a redirect was followed, an earlier server has seen the request and may have acted on it. */
function isFirstHand(response: ResponseLike, redirect: string): boolean {
  try {
    const { type, redirected } = response;
    return type !== 'cors' && (redirected === false || /^(?:manual|error)$/.test(redirect));
  } catch {
    return false;
  }
}
