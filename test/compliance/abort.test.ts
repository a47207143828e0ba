import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ScriptedUpstream, Step } from '../support/scripted-upstream.ts';
import { describeError, type ErrorShape } from './observe.ts';
import { type AnyFetch, bareFetch, setupFor, subjects } from './subjects.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const arrival = async (upstream: ScriptedUpstream, count: number): Promise<void> => {
  while (upstream.requests.length < count) await turn();
};

/** What a caller sees of a call that it aborts. */
interface Aborted {
  readonly headers: boolean;
  readonly error: ErrorShape;
  /** Is what was thrown the signal's reason itself? */
  readonly isReason: boolean;
  readonly bodyUsed?: boolean;
  readonly hits: number;
}

type Moment =
  | 'before the call'
  | 'in the same tick'
  | 'in flight'
  | 'between headers and body'
  | 'while the body is read';

interface Abort {
  readonly moment: Moment;
  /** Arguments for a call that this signal can abort. */
  args(url: string, signal: AbortSignal): unknown[];
  /** How to abort; `controller.abort()` unless told. */
  abort?(controller: AbortController): void;
}

async function abort(fetch: AnyFetch, upstream: ScriptedUpstream, plan: Abort): Promise<Aborted> {
  const script: Step = plan.moment === 'in flight' ? 'hang' : 'headers-then-hang';
  upstream.play(script);
  const before = upstream.requests.length;
  const controller = new AbortController();
  const pull = (): void => (plan.abort ? plan.abort(controller) : controller.abort());
  const args = plan.args(upstream.url, controller.signal);
  const request = args[0] instanceof Request ? args[0] : undefined;

  let headers = false;
  const attempt = async (): Promise<never> => {
    if (plan.moment === 'before the call') pull();
    const call = fetch(...args);
    if (plan.moment === 'in the same tick') pull();
    if (plan.moment === 'in flight') {
      call.catch(() => {});
      await arrival(upstream, before + 1);
      pull();
    }
    const response = await call;
    headers = true;
    if (plan.moment === 'between headers and body') {
      pull();
      await response.text();
    }
    const reader = response.body?.getReader();
    await reader?.read();
    const next = reader?.read();
    await turn();
    pull();
    await next;
    throw new Error('the abort had no effect');
  };
  const error: unknown = await attempt().catch((thrown: unknown) => thrown);
  return {
    headers,
    error: describeError(error),
    isReason: error === controller.signal.reason,
    ...(request && { bodyUsed: request.bodyUsed }),
    hits: upstream.requests.length - before,
  };
}

const moments: Moment[] = [
  'before the call',
  'in the same tick',
  'in flight',
  'between headers and body',
  'while the body is read',
];

/** Once there is a response, engines differ: some error its body with the reason, some with an AbortError of their own. */
const early = (moment: Moment): boolean => moments.indexOf(moment) <= moments.indexOf('in flight');

const reasons: [string, unknown[]][] = [
  ['no reason', []],
  ['undefined', [undefined]],
  ['an Error', [new RangeError('enough')]],
  ['a string', ['enough']],
  ['an empty string', ['']],
  ['an object', [{ because: 'enough' }]],
  ['null', [null]],
  ['0', [0]],
  ['false', [false]],
  ['a TimeoutError', [new DOMException('too slow', 'TimeoutError')]],
  ['a TypeError that looks like a network error', [new TypeError('fetch failed')]],
];

const places: [string, Abort['args']][] = [
  ['in init', (url, signal) => [url, { signal }]],
  ['in init, of a PUT with a body', (url, signal) => [url, { signal, method: 'PUT', body: 'x' }]],
  ['in init, of a POST', (url, signal) => [url, { signal, method: 'POST', body: 'x' }]],
  ['on the Request', (url, signal) => [new Request(url, { signal })]],
  ['on a Request with a body', (url, signal) => [new Request(url, { signal, method: 'PUT', body: 'x' })]],
  ['on a Request that is posted', (url, signal) => [new Request(url, { signal, method: 'POST', body: 'x' })]],
  ['on the Request beside an init', (url, signal) => [new Request(url, { signal }), { headers: { a: 'b' } }]],
  ['on the Request beside an init without one', (url, signal) => [new Request(url, { signal }), { signal: undefined }]],
  ['in init beside a Request', (url, signal) => [new Request(url, { method: 'PUT', body: 'x' }), { signal }]],
  ['on a Request as init', (url, signal) => [url, new Request('http://ignored.test', { signal })]],
  [
    'in init beside a Request with another',
    (url, signal) => [new Request(url, { signal: new AbortController().signal }), { signal }],
  ],
  [
    'made by AbortSignal.any',
    (url, signal) => [url, { signal: AbortSignal.any([signal, new AbortController().signal]) }],
  ],
];

describe.each(subjects)('an abort under %s', (_, subject) => {
  const setup = setupFor(subject);

  describe.each(moments)('%s', (moment) => {
    it.each(reasons)('rejects as with fetch, at first with the reason itself: %s', async (_, reason) => {
      const plan: Abort = {
        moment,
        args: (url, signal) => [url, { signal }],
        abort: (controller) => controller.abort(...reason),
      };
      const expected = await abort(bareFetch, setup.upstream, plan);
      if (early(moment)) expect(expected).toMatchObject({ isReason: true, headers: false });
      expect(await abort(setup.fetch, setup.upstream, plan)).toEqual(expected);
    });

    it.each(places)('is obeyed as by fetch, with the signal %s', async (_, args) => {
      const expected = await abort(bareFetch, setup.upstream, { moment, args });
      expect(expected).toMatchObject({ error: { name: 'AbortError' }, headers: !early(moment) });
      expect(await abort(setup.fetch, setup.upstream, { moment, args })).toEqual(expected);
    });
  });

  // A stream without an end reaches no later moment: the script answers only when the request is in.
  it.each(['before the call', 'in the same tick'] as const)(
    '%s cancels the stream to be sent, as with fetch',
    async (moment) => {
      const plan = (cancelled: unknown[]): Abort => ({
        moment,
        args: (url, signal) => {
          const body = new ReadableStream({ cancel: (reason) => void cancelled.push(describeError(reason)) });
          return [url, { method: 'POST', body, duplex: 'half', signal }];
        },
        abort: (controller) => controller.abort(new RangeError('enough')),
      });
      const theirs: unknown[] = [];
      const ours: unknown[] = [];
      const expected = await abort(bareFetch, setup.upstream, plan(theirs));
      expect(await abort(setup.fetch, setup.upstream, plan(ours))).toEqual(expected);
      expect(ours).toEqual(theirs);
    },
  );

  it.each(['hang', 'headers-then-hang'] as const)('by AbortSignal.timeout is a TimeoutError: %s', async (step) => {
    setup.upstream.play(step);
    // Long enough for the request to arrive, also on a busy machine.
    const signal = AbortSignal.timeout(200);
    const error: unknown = await setup
      .fetch(setup.upstream.url, { signal })
      .then((response) => response.text())
      .catch((thrown: unknown) => thrown);
    expect(error).toBe(signal.reason);
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(setup.upstream.requests).toHaveLength(1);
  });

  it('of a Request has no effect where init.signal is null', async () => {
    const request = new Request(setup.upstream.url, { signal: AbortSignal.abort() });
    expect((await setup.fetch(request, { signal: null })).status).toBe(200);
  });

  it('of a Request has no effect where init.signal is another', async () => {
    const request = new Request(setup.upstream.url, { signal: AbortSignal.abort() });
    const response = await setup.fetch(request, { signal: new AbortController().signal });
    expect(response.status).toBe(200);
  });

  it('of a Request has no effect, in flight either, where init.signal is null', async () => {
    const controller = new AbortController();
    setup.upstream.play((_, response) => {
      controller.abort();
      setImmediate(() => response.end('still here'));
    });
    const request = new Request(setup.upstream.url, { signal: controller.signal });
    expect(await (await setup.fetch(request, { signal: null })).text()).toBe('still here');
  });

  it('ends the request at the server too', async () => {
    const closed = new Promise<void>((resolve) => {
      setup.upstream.play((_, response) => {
        response.once('close', resolve);
      });
    });
    const controller = new AbortController();
    const call = setup.fetch(setup.upstream.url, { signal: controller.signal });
    call.catch(() => {});
    await arrival(setup.upstream, 1);
    controller.abort();
    await closed;
    await expect(call).rejects.toBe(controller.signal.reason);
  });

  it('of one call leaves the others alone', async () => {
    const controller = new AbortController();
    setup.upstream.play('hang', 200);
    const aborted = setup.fetch(setup.upstream.url, { signal: controller.signal });
    aborted.catch(() => {});
    await arrival(setup.upstream, 1);
    const other = setup.fetch(setup.upstream.url, { signal: new AbortController().signal });
    controller.abort();
    expect((await other).status).toBe(200);
    await expect(aborted).rejects.toBe(controller.signal.reason);
  });

  it('of many calls at once rejects each with the reason, without a warning', async () => {
    const warnings: unknown[] = [];
    const hear = (warning: unknown): void => void warnings.push(warning);
    process.on('warning', hear);
    const controller = new AbortController();
    setup.upstream.play('hang');
    const calls = Array.from({ length: 30 }, () => setup.fetch(setup.upstream.url, { signal: controller.signal }));
    for (const call of calls) call.catch(() => {});
    await arrival(setup.upstream, 30);
    controller.abort('all of you');
    const ends = await Promise.allSettled(calls);
    await turn();
    process.off('warning', hear);
    expect(ends.map((end) => end.status === 'rejected' && end.reason)).toEqual(Array(30).fill('all of you'));
    expect(warnings).toEqual([]);
  });

  it('after the end changes nothing', async () => {
    const controller = new AbortController();
    const response = await setup.fetch(setup.upstream.url, { signal: controller.signal });
    const text = await response.text();
    controller.abort();
    await turn();
    expect([text, response.status]).toEqual(['ok', 200]);
  });

  it('errors both sides of a cloned response', async () => {
    setup.upstream.play('headers-then-hang');
    const controller = new AbortController();
    const response = await setup.fetch(setup.upstream.url, { signal: controller.signal });
    const reads = [response.clone().text(), response.text()].map((read) => read.catch((error: unknown) => error));
    await turn();
    controller.abort(new RangeError('enough'));
    for (const read of reads) expect(await read).toBe(controller.signal.reason);
  });

  it('leaves no more listeners on the signal than fetch does, or one', async () => {
    const count = async (fetch: AnyFetch): Promise<number> => {
      const { signal } = new AbortController();
      for (let n = 0; n < 20; n++) await (await fetch(setup.upstream.url, { signal })).text();
      for (let n = 0; n < 20; n++) await fetch('http://127.0.0.1:6667/', { signal }).catch(() => {});
      await turn();
      return getEventListeners(signal, 'abort').length;
    };
    const three = async (fetch: AnyFetch) => [await count(fetch), await count(fetch), await count(fetch)];
    // One for each signal is no leak, and Node 26 alone leaves none; one for each call would be.
    // The collector may come by during any of these, and then there are fewer.
    expect(Math.min(...(await three(setup.fetch)))).toBeLessThanOrEqual(Math.max(1, ...(await three(bareFetch))));
  });
});
