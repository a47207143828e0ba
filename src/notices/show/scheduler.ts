import type { CallStarted, SteadyEvent } from '../../model/event.ts';
import { Alarm } from '../alarm.ts';
import type { Guard } from '../guard.ts';
import type { Notice, NoticeImportance } from '../notice.ts';
import type { ResolvedNotices } from '../resolve.ts';
import { cleanLabel } from '../text/sanitize.ts';
import { isSafe } from '../track/cause.ts';
import { type Moment, reduce } from '../track/reduce.ts';
import { NoticeState, type Upstream } from '../track/state.ts';
import { candidatesOf } from './candidates.ts';
import type { ShowContext, Shown } from './rewording.ts';
import { chooseVisible } from './visibility.ts';

const ALWAYS = Number.NEGATIVE_INFINITY;
const NOT_YET = Number.POSITIVE_INFINITY;
/** A user who comes back to a page first sees what it is like now. */
const AFTER_RETURN_MS = 1_000;
const MOST_HELD_MS = 30_000;
/** One frame: no user sees what changes faster. */
const FRAME_MS = 16;
/** From here on, each call in trouble makes it longer: to sum up thousands at each frame would take most of the time there is. */
const CALLS_PER_MS = 50;
/** An upstream that has been quiet for so long, and of which nothing is left to tell, is forgotten. */
const FORGET_AFTER_MS = 60_000;
/** After a notice that something was slow has gone, the next such is told no sooner. */
const SLOW_AGAIN_MS = 30_000;

/** Keeps the state and what is shown, and looks again when it is time: the one place where the pure parts meet the clock. */
export class Scheduler {
  readonly state = new NoticeState();
  readonly #own: ResolvedNotices;
  readonly #guard: Guard;
  readonly #onChange: (notices: readonly Notice[]) => void;
  readonly #holds = new Set<{ readonly id: string; readonly until: number }>();
  readonly #moment: Moment;
  /** That of the event; read when it is first needed, because most events need none. */
  #now: number | undefined;
  #shown: ReadonlyMap<string, Shown> = new Map();
  #seesFrom: number;
  #pressedAt = ALWAYS;
  readonly #alarm: Alarm;
  #wakeAt = NOT_YET;
  #lookedAt = ALWAYS;
  #isLooking = false;
  #isDue = false;

  constructor(own: ResolvedNotices, guard: Guard, onChange: (notices: readonly Notice[]) => void) {
    this.#own = own;
    this.#guard = guard;
    this.#onChange = onChange;
    this.#alarm = new Alarm(own.clock, () => this.#wake());
    this.#seesFrom = own.page.isVisible() ? ALWAYS : NOT_YET;
    const now = () => this.#timeOfEvent();
    this.#moment = {
      get now() {
        return now();
      },
      isLeaving: () => own.page.isLeaving(),
      importanceOf: (call) => this.#importanceOf(call),
    };
  }

  on(id: string): Shown | undefined {
    return this.#shown.get(id);
  }

  /** Most events are those of calls that go well: they only set the time at which an answer would be late. */
  hear(event: SteadyEvent, ageMs?: number): void {
    this.#now = ageMs === undefined ? undefined : this.#own.clock.now() - ageMs;
    if (ageMs !== undefined) {
      // More of what happened before follows. What is left of it is shown once all of it is known.
      reduce(this.state, event, this.#moment);
      this.#wakeBy(this.#own.clock.now());
      return;
    }
    if (event.type === 'client.reset') this.#clear();
    if (event.type === 'call.started' && this.#own.page.isActive()) this.#pressedAt = this.#timeOfEvent();
    if (reduce(this.state, event, this.#moment) || this.#mayEndSlowness(event)) this.#lookSoon(this.#timeOfEvent());
    else if (event.type === 'attempt.started') this.#wakeBy(this.#timeOfEvent() + this.#own.timing.slowMs);
  }

  #timeOfEvent(): number {
    this.#now ??= this.#own.clock.now();
    return this.#now;
  }

  enter(change: (state: NoticeState) => void): void {
    change(this.state);
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
    const hold = { id, until: this.#own.clock.now() + MOST_HELD_MS };
    this.#holds.add(hold);
    return () => {
      if (this.#holds.delete(hold)) this.#look();
    };
  }

  /** A user who presses a button wants to see what comes of it. */
  letGo(id: string): void {
    for (const hold of this.#holds) if (hold.id === id) this.#holds.delete(hold);
  }

  close(): void {
    this.#alarm.clear();
    this.state.reset();
    this.#clear();
  }

  #clear(): void {
    this.#holds.clear();
    this.#shown = new Map();
    this.#onChange([]);
  }

  #mayEndSlowness(event: SteadyEvent): boolean {
    if (this.#shown.size === 0 || !('upstream' in event)) return false;
    return [...this.#shown.values()].some(
      ({ notice, candidate }) => notice.phase === 'slow' && candidate.upstreams.includes(event.upstream),
    );
  }

  /** At once, or at the next frame if this one has had its look. */
  #lookSoon(now: number): void {
    const at = this.#lookedAt + Math.max(FRAME_MS, this.state.troubled / CALLS_PER_MS);
    if (now >= at) this.#look();
    else this.#wakeBy(at);
  }

  /** What an app does when it is told may change what there is to tell: then once more, not in between. */
  #look(): void {
    this.#isDue = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    while (this.#isDue) {
      this.#isDue = false;
      this.#lookedAt = this.#own.clock.now();
      const shown = this.#choose();
      this.#forget(shown);
      this.#shown = shown;
      this.#onChange([...shown.values()].map(({ notice }) => notice));
    }
    this.#lookedAt = this.#own.clock.now();
    this.#isLooking = false;
  }

  #choose() {
    const { clock, page, timing, onRetry, label, gate, workKept } = this.#own;
    const now = clock.now();
    const guard = this.#guard;
    let wakeAt = NOT_YET;
    const context: ShowContext = {
      now,
      wallNow: clock.wallNow(),
      timing,
      visible: page.isVisible(),
      seesFrom: this.#seesFrom,
      slowConnection: page.hasSlowConnection(),
      hasOnRetry: onRetry !== undefined && !this.state.isClosed,
      labelOf: (upstream) => guard(() => cleanLabel(label?.(upstream)), undefined),
      workKept: workKept && ((notice) => guard(() => workKept(notice as Notice), false)),
      gate: gate && ((notice) => guard(() => gate(notice as Notice), true)),
      pressedAt: this.#pressedAt,
      heldUntil: (id) => Math.max(0, ...[...this.#holds].map((hold) => (hold.id === id ? hold.until : 0))),
      wakeBy: (at) => {
        wakeAt = Math.min(wakeAt, at);
      },
    };
    const onShow = new Map([...this.#shown].map(([id, { candidate }]) => [id, candidate]));
    const shown = chooseVisible(this.#shown, candidatesOf(this.state, context, onShow), context);
    this.#wakeBy(wakeAt);
    return shown;
  }

  /** Drops what there is nothing left to say about. */
  #forget(shown: ReadonlyMap<string, Shown>): void {
    const { upstreams, requestFailures } = this.state;
    for (const [id, { notice, candidate }] of this.#shown) {
      if (notice.phase !== 'slow' || shown.has(id)) continue;
      for (const name of candidate.upstreams) this.state.upstream(name).slowQuietUntil = this.#lookedAt + SLOW_AGAIN_MS;
    }
    const onShow = new Set([...shown.values()].flatMap(({ candidate }) => candidate.upstreams));
    for (const [name, upstream] of upstreams) {
      if (!onShow.has(name) && this.#isOver(upstream)) upstreams.delete(name);
    }
    for (const [id, { incident }] of requestFailures)
      if (incident.dismissedAt >= incident.since) requestFailures.delete(id);
  }

  #isOver({ members, incident, slowQuietUntil, open }: Upstream): boolean {
    if (members.size > 0 || open || slowQuietUntil >= this.#lookedAt) return false;
    if (incident.number > 0 && this.#lookedAt - incident.quietSince < FORGET_AFTER_MS) return false;
    const { failure, succeededAt, dismissedAt } = incident;
    // What a person asked for and what failed is told when they are back, however long that takes.
    return failure === undefined || failure.importance !== 'user' || failure.at <= Math.max(succeededAt, dismissedAt);
  }

  /** Looks again then, or earlier. */
  #wakeBy(at: number): void {
    if (at >= this.#wakeAt) return;
    this.#wakeAt = at;
    this.#alarm.set(Math.max(0, at - this.#own.clock.now()));
  }

  #wake(): void {
    // A timer that has fired means that its time has come, even if tests have stopped the clock.
    const now = Math.max(this.#wakeAt, this.#own.clock.now());
    this.#wakeAt = NOT_YET;
    // An event may just have had its look.
    this.#lookSoon(now);
  }

  #importanceOf({ method, upstream, notice }: CallStarted): NoticeImportance {
    const { importance, page } = this.#own;
    const usual = !isSafe(method) || page.isActive() ? 'user' : 'view';
    if (importance === undefined) return usual;
    return this.#guard(() => importance({ method, upstream, ...(notice ? { notice } : {}) }) ?? usual, usual);
  }
}
