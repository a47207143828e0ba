import { Countdowns } from './countdown.ts';
import { createGuard } from './guard.ts';
import type { Notice, NoticeView } from './notice.ts';
import type { NoticeCenter, NoticesOptions } from './options.ts';
import { checkLanguage, type NoticesClient, resolveNotices } from './resolve.ts';
import { Scheduler } from './show/scheduler.ts';
import { NOTHING, Store } from './store.ts';
import type { Language } from './text/catalog.ts';
import { TextRenderer } from './text/render.ts';
import { dismissed, stopped } from './track/user-actions.ts';
import { TryNow } from './try-now.ts';
import { appActionsOf, feed, viewOf } from './view.ts';

/**
 * Makes the center that folds what a client tells into a few notices.
 *
 * @throws OptionsError naming the option, the value and what is allowed
 */
export function createNotices(client: NoticesClient, options: NoticesOptions = {}): NoticeCenter {
  const own = resolveNotices(client, options);
  const { clock, page } = own;
  const guard = createGuard();
  const store = new Store(guard);
  const countdowns = new Countdowns(clock, page);
  const shown = new Scheduler(own, guard, (notices) => {
    store.set(notices);
    countdowns.refresh();
  });
  const presses = new TryNow(client, own, shown, guard);
  const renderer = new TextRenderer(own, guard);
  const rendererFor = (language: Language | undefined) =>
    language === undefined ? renderer : new TextRenderer({ ...own, ...checkLanguage(language) }, guard);

  const stops = [
    client.subscribe((event, ageMs) => {
      if (event.type === 'client.reset') presses.close();
      shown.hear(event, ageMs);
      presses.check();
    }),
    page.subscribe(() => shown.turn()),
  ];

  const presentBy = (renderer: TextRenderer, notice: Notice): NoticeView =>
    viewOf(notice, renderer.say(notice), center, appActionsOf(notice, own.actions, guard));

  const center: NoticeCenter = {
    getSnapshot: () => store.snapshot,
    getServerSnapshot: () => NOTHING,
    subscribe: (listener) => store.subscribe(listener),
    retryNow: (id) => presses.press(id),
    cancel(id) {
      const candidate = shown.on(id)?.candidate;
      // Of what is over there is nothing to stop.
      if (candidate?.state !== 'live') return;
      shown.letGo(id);
      shown.enter((state) => stopped(state, candidate));
      for (const upstream of candidate.upstreams) client.cancel(upstream, 'stopped by a person');
    },
    dismiss(id) {
      const candidate = shown.on(id)?.candidate;
      if (candidate === undefined) return;
      shown.letGo(id);
      shown.enter((state) => dismissed(state, candidate, clock.now()));
    },
    hold: (id) => shown.hold(id),
    countdown: (id, listener) =>
      countdowns.add(
        () => remainingOf(id),
        (seconds) => guard(() => listener(seconds), undefined),
      ),
    connect(sink, language) {
      const renderer = rendererFor(language);
      return store.subscribe(feed(sink, (notice) => presentBy(renderer, notice), guard));
    },
    present: (notice, language) => presentBy(rendererFor(language), notice),
    explain: (about, language) => rendererFor(language).explain(about),
    phrase: (key, state, language) => rendererFor(language).phrase(key, state),
    close() {
      for (const stop of stops) stop();
      presses.close();
      shown.close();
      countdowns.close();
      store.close();
    },
  };

  function remainingOf(id: string): number | undefined {
    const card = shown.on(id);
    if (card?.notice.nextAttemptAt === undefined || !Number.isFinite(card.candidate.nextAt)) return undefined;
    return Math.max(0, card.candidate.nextAt - clock.now());
  }

  return center;
}
