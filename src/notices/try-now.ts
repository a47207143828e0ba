import type { Guard } from './guard.ts';
import type { Notice } from './notice.ts';
import type { RetryNowResult } from './options.ts';
import type { NoticesClient, ResolvedNotices } from './resolve.ts';
import type { Candidate } from './show/candidate.ts';
import type { Scheduler } from './show/scheduler.ts';
import { answered, asked, hasWorkedSince, isAwaited, isUnderWay } from './track/user-actions.ts';

interface Press {
  readonly candidate: Candidate;
  readonly at: number;
  readonly result: Promise<RetryNowResult>;
  readonly settle: (result: RetryNowResult) => void;
}

/** "Try now": one attempt per upstream, however often it is pressed, and what came of it. */
export class TryNow {
  readonly #client: NoticesClient;
  readonly #own: ResolvedNotices;
  readonly #scheduler: Scheduler;
  readonly #guard: Guard;
  readonly #pending = new Map<string, Press>();
  readonly #lastAt = new Map<string, number>();

  constructor(client: NoticesClient, own: ResolvedNotices, shown: Scheduler, guard: Guard) {
    this.#client = client;
    this.#own = own;
    this.#scheduler = shown;
    this.#guard = guard;
  }

  press(id: string): Promise<RetryNowResult> {
    const pending = this.#pending.get(id);
    if (pending !== undefined) return pending.result;
    const { clock, timing } = this.#own;
    const now = clock.now();
    const card = this.#scheduler.on(id);
    const isCool = now - (this.#lastAt.get(id) ?? Number.NEGATIVE_INFINITY) >= timing.retryNowCooldownMs;
    if (!isCool || !card?.notice.actions.includes('retry-now')) return Promise.resolve('not-yet');

    let settle: Press['settle'] = () => {};
    const result = new Promise<RetryNowResult>((resolve) => {
      settle = resolve;
    });
    this.#lastAt.set(id, now);
    this.#pending.set(id, { candidate: card.candidate, at: now, result, settle });
    this.#scheduler.letGo(id);
    const isOver = card.notice.phase === 'failed';
    this.#scheduler.enter((state) => asked(state, card.candidate, !isOver));
    if (isOver) this.#doAgain(card.candidate, card.notice);
    else this.#sendOne(card.candidate);
    return result;
  }

  /** To be called whenever the state has changed. */
  check(): void {
    if (this.#pending.size === 0) return;
    const { state } = this.#scheduler;
    for (const [id, { candidate, at, settle }] of this.#pending) {
      if (isAwaited(state, candidate)) continue;
      this.#pending.delete(id);
      settle(hasWorkedSince(state, candidate, at) ? 'recovered' : 'still-failing');
    }
  }

  close(): void {
    for (const { settle } of this.#pending.values()) settle('not-yet');
    this.#pending.clear();
    this.#lastAt.clear();
  }

  #sendOne({ upstreams }: Candidate): void {
    for (const upstream of upstreams) {
      if (!isUnderWay(this.#scheduler.state, [upstream])) this.#client.retryNow(upstream);
    }
  }

  /** What has settled cannot be revived: the app does it again, and the notice follows the calls that this makes. */
  #doAgain(candidate: Candidate, notice: Notice): void {
    const { onRetry } = this.#own;
    const done = () => {
      if (isUnderWay(this.#scheduler.state, candidate.upstreams)) return;
      this.#scheduler.enter((state) => answered(state, candidate));
      this.check();
    };
    Promise.resolve(this.#guard(() => onRetry?.(notice), undefined)).then(done, done);
  }
}
