import { Context, Effect, Layer, ManagedRuntime, Option, Schedule } from 'effect';
import {
  FetchHttpClient,
  HttpBody,
  HttpClient,
  type HttpClientError,
  HttpClientRequest,
  HttpClientResponse,
  type HttpMethod,
} from 'effect/http';
import { CircuitBreaker } from 'effect/persistence';
import { installed } from './installed.ts';
import type { FetchLike, Peer, Setup } from './peer.ts';
import { TUNED } from './tuning.ts';

type Failure = HttpClientError.HttpClientError | CircuitBreaker.CircuitBreakerError;

type Execute = (
  request: HttpClientRequest.HttpClientRequest,
) => Effect.Effect<HttpClientResponse.HttpClientResponse, Failure>;

class Client extends Context.Service<Client, { readonly execute: Execute }>()('Client') {}

const shipped = Effect.gen(function* () {
  const client = yield* HttpClient.HttpClient;
  return client.pipe(
    HttpClient.filterStatusOk,
    HttpClient.retryTransient({ schedule: Schedule.exponential(100), times: 3 }),
  );
});

const tuned = Effect.gen(function* () {
  const client = yield* HttpClient.HttpClient;
  const { ratio, minimumCalls, openMs } = TUNED.breaker;
  const breaker = yield* CircuitBreaker.make({
    tripPolicy: CircuitBreaker.rate({ threshold: ratio, size: minimumCalls, minimumCalls }),
    openDuration: openMs,
  });
  const backoff = Schedule.min([Schedule.exponential(TUNED.firstDelayMs), Schedule.spaced(TUNED.maxDelayMs)]);
  return client.pipe(
    HttpClient.retryTransient({ schedule: Schedule.jittered(backoff), times: TUNED.retries }),
    HttpClient.withCircuitBreaker({ breaker }),
  );
});

const over = (fetch: FetchLike, setup: Setup) => {
  const client = Layer.effect(Client, setup === 'shipped' ? shipped : tuned).pipe(
    Layer.provide(Layer.merge(FetchHttpClient.layer, CircuitBreaker.layerStoreMemory())),
  );
  const runtime = ManagedRuntime.make(
    Layer.merge(client, Layer.succeed(FetchHttpClient.Fetch, fetch as typeof globalThis.fetch)),
  );
  return (url: string, init?: RequestInit) => {
    const call = Client.use((client) => client.execute(requestOf(url, init)));
    return runtime.runPromise(
      Effect.map(call, (response) => Option.getOrThrow(HttpClientResponse.toWeb(response))),
      init?.signal ? { signal: init.signal } : undefined,
    );
  };
};

function requestOf(url: string, init: RequestInit = {}): HttpClientRequest.HttpClientRequest {
  return HttpClientRequest.make((init.method ?? 'GET') as HttpMethod.HttpMethod)(url, {
    ...(init.headers !== undefined && { headers: new Headers(init.headers) }),
    ...(init.body !== undefined && init.body !== null && { body: HttpBody.raw(init.body) }),
  });
}

export const effect: Peer = {
  name: 'effect',
  version: installed('effect'),
  setups: {
    shipped: 'its guide to the HTTP client: 3 retries from 100 ms doubling, no breaker',
    tuned: '3 retries, breaker opens at half of 20 calls, for 2 s',
  },
  breaker: true,
  caveats: [
    'its HttpClient over fetch, run as a promise per call; inside an Effect program a call costs less',
    'the breaker goes outside the retries, as its documentation has it, and counts calls, not attempts',
    'retries every method, POST included; tuned retries 408, 429 and 500, too: its list cannot be narrowed',
    'jitter of its own kind (0.8 to 1.2)',
  ],
  over,
  alone: (setup) => over(globalThis.fetch, setup),
};
