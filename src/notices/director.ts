import type { CallStarted, SteadyEvent } from '../model/event.ts';
import { cleanLabel } from './clean.ts';
import { type Facts, NO_FACTS } from './facts.ts';
import { fold, type Moment } from './fold.ts';
import type { Guard } from './guard.ts';
import type { Notice, NoticeImportance } from './notice.ts';
import { isSafe } from './read.ts';
import type { ResolvedNotices } from './resolve.ts';
import { scenesOf } from './scenes.ts';
import { stage } from './stage.ts';
import type { Shown, StageContext } from './wording.ts';

const ALWAYS = Number.NEGATIVE_INFINITY;
const NOT_YET = Number.POSITIVE_INFINITY;
/** Whoever comes back to a page first gets to see what it is like now. */
const AFTER_RETURN_MS = 1_000;
const MOST_HELD_MS = 30_000;

/** Keeps facts and stage, and looks again when it is time: the one place where the pure parts meet the clock. */
export class Director {
  readonly #own: ResolvedNotices;
  readonly #guard: Guard;
  readonly #onChange: (notices: readonly Notice[]) => void;
  readonly #holds = new Map<string, Set<number>>();
  #facts = NO_FACTS;
  #shown: ReadonlyMap<string, Shown> = new Map();
  #seesFrom: number;
  #alarm: AbortController | undefined;
  #isLooking = false;

  constructor(own: ResolvedNotices, guard: Guard, onChange: (notices: readonly Notice[]) => void) {
    this.#own = own;
    this.#guard = guard;
    this.#onChange = onChange;
    this.#seesFrom = own.page.isVisible() ? ALWAYS : NOT_YET;
  }

  get facts(): Facts {
    return this.#facts;
  }

  on(id: string): Shown | undefined {
    return this.#shown.get(id);
  }

  hear(event: SteadyEvent): void {
    const moment: Moment = {
      now: this.#own.clock.now(),
      leaving: this.#own.page.isLeaving(),
      importanceOf: (call) => this.#importanceOf(call),
    };
    this.enter((facts) => fold(facts, event, moment));
  }

  enter(change: (facts: Facts) => Facts): void {
    this.#facts = change(this.#facts);
    this.#look();
  }

  /** The page was hidden or shown. */
  turn(): void {
    const { page, clock } = this.#own;
    if (!page.isVisible()) this.#seesFrom = NOT_YET;
    else if (this.#seesFrom === NOT_YET) this.#seesFrom = clock.now() + AFTER_RETURN_MS;
    this.#look();
  }

  hold(id: string): () => void {
    const holds = this.#holds.get(id) ?? new Set();
    let until = this.#own.clock.now() + MOST_HELD_MS;
    while (holds.has(until)) until++;
    this.#holds.set(id, holds.add(until));
    return () => {
      if (holds.delete(until)) this.#look();
    };
  }

  /** Whoever presses a button wants to see what comes of it. */
  letGo(id: string): void {
    this.#holds.delete(id);
  }

  close(): void {
    this.#alarm?.abort();
    this.#facts = NO_FACTS;
    this.#shown = new Map();
    this.#onChange([]);
  }

  /** What an app does when it is told may change what there is to tell: then once more, not in between. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    let looked: Facts;
    do {
      looked = this.#facts;
      const { shown, wakeAt } = this.#stage();
      this.#shown = shown;
      this.#wake(wakeAt);
      this.#onChange([...shown.values()].map(({ notice }) => notice));
    } while (looked !== this.#facts);
    this.#isLooking = false;
  }

  #stage() {
    const { clock, page, timing, onRetry, label, gate, workKept } = this.#own;
    const now = clock.now();
    const guard = this.#guard;
    const context: StageContext = {
      now,
      wallNow: clock.wallNow(),
      timing,
      visible: page.isVisible(),
      seesFrom: this.#seesFrom,
      slowConnection: page.hasSlowConnection(),
      hasOnRetry: onRetry !== undefined,
      labelOf: (upstream) => guard(() => cleanLabel(label?.(upstream)), undefined),
      workKept: workKept && ((notice) => guard(() => workKept(notice as Notice), false)),
      gate: gate && ((notice) => guard(() => gate(notice as Notice), true)),
      heldUntil: (id) => Math.max(...(this.#holds.get(id) ?? []), 0),
    };
    const onShow = new Map([...this.#shown].map(([id, { scene }]) => [id, scene]));
    return stage(this.#shown, scenesOf(this.#facts, context, onShow), context);
  }

  #wake(at: number): void {
    this.#alarm?.abort();
    this.#alarm = undefined;
    if (at === NOT_YET) return;
    const alarm = new AbortController();
    this.#alarm = alarm;
    const { clock } = this.#own;
    clock.sleep(Math.max(0, at - clock.now()), alarm.signal, { ref: false }).then(
      () => this.#look(),
      () => {},
    );
  }

  #importanceOf({ method, upstream, notice }: CallStarted): NoticeImportance {
    const { importance, page } = this.#own;
    const usual = !isSafe(method) || page.isActive() ? 'user' : 'view';
    if (importance === undefined) return usual;
    return this.#guard(() => importance({ method, upstream, ...(notice ? { notice } : {}) }) ?? usual, usual);
  }
}
