import { readFileSync } from 'node:fs';
import { classify } from '../../src/evidence/classify.ts';
import type { Verdict } from '../../src/model/verdict.ts';

/** One request through a real gateway in a known failure mode, as a client saw it. */
export interface CorpusRecord {
  readonly gateway: string;
  readonly mode: string;
  readonly method: 'GET' | 'POST';
  /** 0 where there was no response. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Its first 1 500 characters. */
  readonly body: string;
  readonly upstreamSawRequest: number;
  /** What Node's fetch rejected with, or what reading the body did. */
  readonly error?: CorpusError & { readonly phase: string; readonly cause: CorpusError | null };
  readonly truth: {
    readonly cause: string;
    readonly origin: 'gateway' | 'upstream';
    readonly requestMayHaveReachedUpstream: boolean;
    readonly transient: boolean;
  };
}

interface CorpusError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

export const loadCorpus = (): readonly CorpusRecord[] =>
  JSON.parse(readFileSync(new URL('../fixtures/gateways.json', import.meta.url), 'utf8'));

/** Shows the library what the client saw, and nothing else. */
export function classifyRecord({ status, headers, body, error, method }: CorpusRecord): Verdict {
  const context = { method, url: 'http://127.0.0.1:22001/', accept: 'application/json' };
  if (error !== undefined) return classify(revive(error), context);
  const response = { status, headers: new Headers(headers), type: 'basic', redirected: false };
  return classify(response, {
    ...context,
    bodyPeek: body,
    now: Date.parse(headers['date'] ?? ''),
  });
}

function revive({ name, message, cause }: NonNullable<CorpusRecord['error']>): unknown {
  if (name !== 'TypeError') return new DOMException(message, name);
  return new TypeError(message, cause === null ? {} : { cause: Object.assign(new Error(cause.message), cause) });
}

/**
 * Two answers with the same fingerprint cannot be told apart by a client that sees only them.
 * What differs by itself (time, length, ids) is left out.
 */
export function fingerprint({ status, headers, body, error }: CorpusRecord): string {
  const shown = Object.entries(headers).filter(
    ([name]) => !/^(?:date|content-length|connection|keep-alive|age|retry-after)$/.test(name),
  );
  const cut = error === undefined ? '' : `${error.phase} ${error.message} ${error.cause?.code}`;
  return JSON.stringify([status, shown.sort(), body.replace(/\d+/g, '#'), cut]);
}
