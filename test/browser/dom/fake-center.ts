import { noticeOf } from '../../../src/notices/every-notice.ts';
import type { NoticeCenter, NoticeSink, NoticeView } from '../../../src/notices/index.ts';
import { EXPLANATION, type Scenario } from './scenarios.ts';

type Tick = (seconds: number | undefined) => void;

const nothing = () => {};

/** A center that shows what it is told, and remembers what is asked of it. */
export class FakeCenter implements NoticeCenter {
  /** `run retry-now`, `dismiss sf:1`, `hold sf:1`, `release sf:1`. */
  readonly asked: string[] = [];
  /** Of the page's language. */
  more = 'What does this mean?';
  readonly #sinks = new Set<NoticeSink>();
  readonly #shown = new Map<string, NoticeView>();
  readonly #ticks = new Map<Tick, string>();
  #announcements = 0;
  #revision = 0;
  readonly #seconds = new Map<string, Scenario['seconds']>();

  get listeners(): number {
    return this.#sinks.size + this.#ticks.size;
  }

  show(scenario: Scenario): void {
    const view = this.#viewOf(scenario);
    this.#shown.set(view.id, view);
    this.#seconds.set(view.id, scenario.seconds);
    for (const sink of this.#sinks) sink.upsert(view);
    if (scenario.seconds === undefined) return;
    this.tick(scenario.seconds.total, view.id);
    this.tick(scenario.seconds.left, view.id);
  }

  /** Gives all views once more, as they are. */
  repeat(): void {
    for (const view of this.#shown.values()) for (const sink of this.#sinks) sink.upsert(view);
  }

  hide(id: string): void {
    this.#shown.delete(id);
    for (const sink of this.#sinks) sink.remove(id);
  }

  tick(seconds: number | undefined, id = 'sf:1'): void {
    for (const [listener, about] of this.#ticks) if (about === id) listener(seconds);
  }

  connect(sink: NoticeSink) {
    this.#sinks.add(sink);
    for (const view of this.#shown.values()) sink.upsert(view);
    const stop = () => void this.#sinks.delete(sink);
    return Object.assign(stop, { unsubscribe: stop });
  }

  countdown(id: string, listener: Tick): () => void {
    this.#ticks.set(listener, id);
    listener(this.#seconds.get(id)?.left);
    return () => void this.#ticks.delete(listener);
  }

  hold(id: string): () => void {
    this.asked.push(`hold ${id}`);
    return () => void this.asked.push(`release ${id}`);
  }

  dismiss(id: string): void {
    this.asked.push(`dismiss ${id}`);
    this.hide(id);
  }

  explain() {
    return EXPLANATION;
  }

  phrase(key: string): string {
    const words: Record<string, string> = {
      'region.label': 'Connection messages',
      'action.copy': 'Copy details',
      'action.copied': 'Copied',
    };
    return words[key] ?? this.more;
  }

  getSnapshot = () => [];
  getServerSnapshot = () => [];
  subscribe = () => Object.assign(nothing, { unsubscribe: nothing });
  retryNow = () => Promise.resolve('not-yet' as const);
  cancel = nothing;
  close = nothing;
  present(): NoticeView {
    throw new Error('this is never called');
  }

  #viewOf({ phase, cause, surface = 'app', seconds, actions, ...words }: Scenario): NoticeView {
    const { id, announce } = words;
    if (announce !== undefined) this.#announcements++;
    return {
      ...words,
      actions: actions.map((action) => ({
        disabled: false,
        ...action,
        run: () => void this.asked.push(`run ${action.id}`),
      })),
      dismiss: () => this.dismiss(id),
      hold: () => this.hold(id),
      countdown: (listener) => this.countdown(id, listener),
      notice: noticeOf({
        id,
        phase,
        cause,
        surface,
        revision: ++this.#revision,
        announcements: this.#announcements,
        ...(seconds === undefined ? {} : { nextAttemptAt: seconds.total }),
      }),
    };
  }
}
