import { Countdowns } from './countdown.ts';
import { createGuard } from './guard.ts';
import type { Notice, NoticeView } from './notice.ts';
import type { NoticeCenter, NoticesOptions } from './options.ts';
import { checkSpeech, type NoticesClient, resolveNotices } from './resolve.ts';
import { Director } from './show/scheduler.ts';
import { NOTHING, Store } from './store.ts';
import type { Language } from './text/catalog.ts';
import { Voice } from './text/render.ts';
import { dismissed, stopped } from './track/user-actions.ts';
import { RetryNow } from './try-now.ts';
import { appActionsOf, feed, viewOf } from './view.ts';

/**
 * Makes the centre that folds what a client tells into a few notices.
 *
 * @throws OptionsError naming the option, the value and what is allowed
 */
export function createNotices(client: NoticesClient, options: NoticesOptions = {}): NoticeCenter {
  const own = resolveNotices(client, options);
  const { clock, page } = own;
  const guard = createGuard();
  const store = new Store(guard);
  const countdowns = new Countdowns(clock, page);
  const director = new Director(own, guard, (notices) => {
    store.set(notices);
    countdowns.refresh();
  });
  const presses = new RetryNow(client, own, director, guard);
  const voice = new Voice(own, guard);
  const voiceFor = (language: Language | undefined) =>
    language === undefined ? voice : new Voice({ ...own, ...checkSpeech(language) }, guard);

  const stops = [
    client.subscribe((event, ageMs) => {
      director.hear(event, ageMs);
      presses.check();
    }),
    page.subscribe(() => director.turn()),
  ];

  const presentBy = (speaker: Voice, notice: Notice): NoticeView =>
    viewOf(notice, speaker.say(notice), center, appActionsOf(notice, own.actions, guard));

  const center: NoticeCenter = {
    getSnapshot: () => store.snapshot,
    getServerSnapshot: () => NOTHING,
    subscribe: (listener) => store.subscribe(listener),
    retryNow: (id) => presses.press(id),
    cancel(id) {
      const scene = director.on(id)?.scene;
      // Of what is over there is nothing to stop.
      if (scene?.state !== 'live') return;
      director.letGo(id);
      director.enter((facts) => stopped(facts, scene));
      for (const upstream of scene.upstreams) client.cancel(upstream, 'stopped by a person');
    },
    dismiss(id) {
      const scene = director.on(id)?.scene;
      if (scene === undefined) return;
      director.letGo(id);
      director.enter((facts) => dismissed(facts, scene, clock.now()));
    },
    hold: (id) => director.hold(id),
    countdown: (id, listener) =>
      countdowns.add(
        () => remainingOf(id),
        (seconds) => guard(() => listener(seconds), undefined),
      ),
    connect(sink, language) {
      const speaker = voiceFor(language);
      return store.subscribe(feed(sink, (notice) => presentBy(speaker, notice), guard));
    },
    present: (notice, language) => presentBy(voiceFor(language), notice),
    explain: (about, language) => voiceFor(language).explain(about),
    phrase: (key, facts, language) => voiceFor(language).phrase(key, facts),
    close() {
      for (const stop of stops) stop();
      presses.close();
      director.close();
      countdowns.close();
      store.close();
    },
  };

  function remainingOf(id: string): number | undefined {
    const card = director.on(id);
    if (card?.notice.nextAttemptAt === undefined || !Number.isFinite(card.scene.nextAt)) return undefined;
    return Math.max(0, card.scene.nextAt - clock.now());
  }

  return center;
}
