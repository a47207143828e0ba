import type { ScriptedUpstream, Step } from '../support/scripted-upstream.ts';
import type { AnyFetch } from './subjects.ts';

/** One call to compare. */
export interface Scenario {
  /** The arguments, made anew for each call: a Request or a stream serves only once. */
  args(upstream: ScriptedUpstream): unknown[];
  readonly script?: readonly Step[];
}

/** Everything that a caller and a server can see of one call, as plain data. */
export interface Observation {
  readonly response?: ResponseShape;
  readonly error?: ErrorShape;
  /** Of the Request, if one was given: right after the call, and in the end. */
  readonly bodyUsed?: readonly [boolean, boolean];
  readonly seen: readonly SeenShape[];
}

interface ResponseShape {
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly url: string;
  readonly redirected: boolean;
  readonly type: string;
  readonly headers: Record<string, string>;
  readonly hasBody: boolean;
  readonly ownKeys: readonly string[];
  readonly plain: boolean;
  readonly text?: string;
  readonly bodyError?: ErrorShape;
}

interface SeenShape {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

export type ErrorShape = { readonly value: unknown } | NamedErrorShape;

interface NamedErrorShape {
  readonly class: string;
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly keys: readonly string[];
  readonly cause?: ErrorShape;
}

/** Calls `fetch` once, reads all there is, and writes down what could be seen. Never rejects. */
export async function observe(fetch: AnyFetch, upstream: ScriptedUpstream, scenario: Scenario): Promise<Observation> {
  upstream.play(...(scenario.script ?? []));
  const before = upstream.requests.length;
  const args = scenario.args(upstream);
  const call = fetch(...args);
  const usedAtOnce = isUsed(args[0]);
  const settled = await call.then(
    async (response) => ({ response: await describeResponse(response) }),
    (error: unknown) => ({ error: describeError(error) }),
  );
  return {
    ...settled,
    ...(usedAtOnce !== undefined && { bodyUsed: [usedAtOnce, isUsed(args[0]) === true] as const }),
    seen: upstream.requests.slice(before).map((seen) => describeSeen(seen.method, seen.path, seen.headers, seen.body)),
  };
}

function isUsed(input: unknown): boolean | undefined {
  try {
    return input instanceof Request ? input.bodyUsed : undefined;
  } catch {
    // A Request behind a proxy, in an engine that keeps its state in private members.
    return undefined;
  }
}

async function describeResponse(response: Response): Promise<ResponseShape> {
  const { date: _, ...headers } = Object.fromEntries(response.headers);
  const shape = {
    status: response.status,
    statusText: response.statusText,
    ok: response.ok,
    url: response.url,
    redirected: response.redirected,
    type: response.type,
    headers,
    hasBody: response.body !== null,
    ownKeys: Reflect.ownKeys(response).map(String),
    plain: Object.getPrototypeOf(response) === Response.prototype,
  };
  return response.text().then(
    (text) => ({ ...shape, text }),
    (error: unknown) => ({ ...shape, bodyError: describeError(error) }),
  );
}

function describeSeen(method: string, path: string, headers: Record<string, unknown>, body: Buffer): SeenShape {
  // The one thing about a request that is drawn by lot.
  const boundary = /boundary=(.*)$/.exec(String(headers['content-type']))?.[1];
  const settle = (text: string): string => (boundary === undefined ? text : text.replaceAll(boundary, 'BOUNDARY'));
  const type = headers['content-type'];
  return {
    method,
    path,
    headers: { ...headers, ...(typeof type === 'string' && { 'content-type': settle(type) }) },
    body: settle(body.toString('latin1')),
  };
}

export function describeError(error: unknown): ErrorShape {
  if (!(error instanceof Error)) return { value: error };
  return {
    class: Object.getPrototypeOf(error)?.constructor?.name,
    name: error.name,
    message: error.message,
    ...('code' in error && { code: error.code }),
    keys: Object.keys(error).sort(),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
