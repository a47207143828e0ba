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

/** As much of a `Response` as is looked at, so that those of other realms and polyfills count. */
export type ResponseLike = Pick<Response, 'status'> & {
  readonly headers: Pick<Headers, 'get'>;
  readonly type?: unknown;
  readonly redirected?: unknown;
};

/** Is it a response? Told by shape. */
export function isResponse(outcome: unknown): outcome is ResponseLike {
  try {
    const { status, headers } = Object(outcome);
    return Number.isInteger(status) && typeof headers?.get === 'function';
  } catch {
    return false;
  }
}

/** In characters of a header and of the body. What is longer is cut, or not read at all. */
const MAX_HEADER_LENGTH = 2048;
const MAX_PEEK_LENGTH = 8192;

/** What must be known beside the response. */
interface AnswerContext {
  readonly redirect?: string;
  readonly bodyPeek?: string;
  readonly engineResends?: boolean;
}

/** Makes a response safe to look at: bounded, and without surprises. */
export function answerOf(
  response: ResponseLike,
  { redirect = '', bodyPeek, engineResends = false }: AnswerContext,
): Answer {
  const { status, headers } = response;
  return {
    status,
    header: (name) => {
      try {
        const value: unknown = headers.get(name);
        if (value === null || value === undefined) return null;
        return typeof value === 'string' && value.length <= MAX_HEADER_LENGTH ? value : '';
      } catch {
        // Not every polyfill's headers keep their promises.
        return '';
      }
    },
    body: typeof bodyPeek === 'string' ? bodyPeek.slice(0, MAX_PEEK_LENGTH) : '',
    isFirstHand: !engineResends && isFirstHand(response, redirect),
  };
}

/** CORS hides headers; and where a redirect was followed, an earlier server has seen the request and may have acted on it. */
function isFirstHand(response: ResponseLike, redirect: string): boolean {
  try {
    const { type, redirected } = response;
    return type !== 'cors' && (redirected === false || /^(?:manual|error)$/.test(redirect));
  } catch {
    return false;
  }
}
