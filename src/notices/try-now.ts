import type { Guard } from './guard.ts';
import type { Notice } from './notice.ts';
import type { RetryNowResult } from './options.ts';
import type { NoticesClient, ResolvedNotices } from './resolve.ts';
import type { Scene } from './show/candidate.ts';
import type { Director } from './show/scheduler.ts';
import { answered, asked, hasWorkedSince, isAwaited, isUnderWay } from './track/user-actions.ts';

interface Press {
  readonly scene: Scene;
  readonly at: number;
  readonly result: Promise<RetryNowResult>;
  readonly settle: (result: RetryNowResult) => void;
}

/** "Try now": one attempt per upstream, however often it is pressed, and what came of it. */
export class RetryNow {
  readonly #client: NoticesClient;
  readonly #own: ResolvedNotices;
  readonly #director: Director;
  readonly #guard: Guard;
  readonly #pending = new Map<string, Press>();
  readonly #lastAt = new Map<string, number>();

  constructor(client: NoticesClient, own: ResolvedNotices, director: Director, guard: Guard) {
    this.#client = client;
    this.#own = own;
    this.#director = director;
    this.#guard = guard;
  }

  press(id: string): Promise<RetryNowResult> {
    const pending = this.#pending.get(id);
    if (pending !== undefined) return pending.result;
    const { clock, timing } = this.#own;
    const now = clock.now();
    const card = this.#director.on(id);
    const isCool = now - (this.#lastAt.get(id) ?? Number.NEGATIVE_INFINITY) >= timing.retryNowCooldownMs;
    if (!isCool || !card?.notice.actions.includes('retry-now')) return Promise.resolve('not-yet');

    let settle: Press['settle'] = () => {};
    const result = new Promise<RetryNowResult>((resolve) => {
      settle = resolve;
    });
    this.#lastAt.set(id, now);
    this.#pending.set(id, { scene: card.scene, at: now, result, settle });
    this.#director.letGo(id);
    const isOver = card.notice.phase === 'failed';
    this.#director.enter((facts) => asked(facts, card.scene, !isOver));
    if (isOver) this.#doAgain(card.scene, card.notice);
    else this.#sendOne(card.scene);
    return result;
  }

  /** To be called whenever the facts have changed. */
  check(): void {
    if (this.#pending.size === 0) return;
    const { facts } = this.#director;
    for (const [id, { scene, at, settle }] of this.#pending) {
      if (isAwaited(facts, scene)) continue;
      this.#pending.delete(id);
      settle(hasWorkedSince(facts, scene, at) ? 'recovered' : 'still-failing');
    }
  }

  close(): void {
    for (const { settle } of this.#pending.values()) settle('not-yet');
    this.#pending.clear();
  }

  #sendOne({ upstreams }: Scene): void {
    for (const upstream of upstreams) {
      if (!isUnderWay(this.#director.facts, [upstream])) this.#client.retryNow(upstream);
    }
  }

  /** What has settled cannot be revived: the app does it again, and the notice follows the calls that this makes. */
  #doAgain(scene: Scene, notice: Notice): void {
    const { onRetry } = this.#own;
    const done = () => {
      if (isUnderWay(this.#director.facts, scene.upstreams)) return;
      this.#director.enter((facts) => answered(facts, scene));
      this.check();
    };
    Promise.resolve(this.#guard(() => onRetry?.(notice), undefined)).then(done, done);
  }
}
