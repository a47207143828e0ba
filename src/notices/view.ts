import type { Guard } from './guard.ts';
import type { Notice, NoticeAction, NoticeActionId, NoticeSink, NoticeView } from './notice.ts';
import type { AppAction, NoticeCenter } from './options.ts';
import type { RenderedText } from './text/render.ts';

/** What a view can do. */
export type Handles = Pick<NoticeCenter, 'retryNow' | 'cancel' | 'dismiss' | 'hold' | 'countdown'>;

/** Puts a notice into words, and its actions behind buttons. */
export function viewOf(
  notice: Notice,
  rendered: RenderedText,
  handles: Handles,
  appActions: readonly NoticeAction[],
): NoticeView {
  const { id, busy } = notice;
  const run: Readonly<Record<NoticeActionId, () => void>> = {
    'retry-now': () => void handles.retryNow(id),
    cancel: () => handles.cancel(id),
    dismiss: () => handles.dismiss(id),
  };
  const { announcement, labels, ...words } = rendered;
  const ours = notice.actions
    .filter((action) => action !== 'dismiss')
    .map((action) => ({
      id: action,
      label: labels[action],
      disabled: busy && action === 'retry-now',
      run: run[action],
    }));
  return {
    id,
    ...words,
    announce: announcement,
    actions: [...appActions, ...ours],
    dismiss: run.dismiss,
    hold: () => handles.hold(id),
    countdown: (listener) => handles.countdown(id, listener),
    notice,
  };
}

export function appActionsOf(
  notice: Notice,
  actions: ((notice: Notice) => readonly AppAction[]) | undefined,
  guard: Guard,
) {
  const given = actions === undefined ? [] : guard(() => actions(notice), []);
  return given.map(({ id, label, run }) => ({
    id,
    label,
    disabled: false,
    run: () => {
      guard(() => run(notice), undefined);
    },
  }));
}

/** Keeps one sink up to date: told only what has changed for the eye or the ear. */
export function feed(sink: NoticeSink, present: (notice: Notice) => NoticeView, guard: Guard) {
  const known = new Map<string, { readonly look: string; readonly announcements: number }>();
  return (notices: readonly Notice[]): void => {
    for (const id of [...known.keys()].filter((each) => !notices.some((notice) => notice.id === each))) {
      known.delete(id);
      guard(() => sink.remove(id), undefined);
    }
    for (const notice of notices) {
      const { announce, ...view } = present(notice);
      const before = known.get(notice.id);
      const isNews = before === undefined || notice.announcements > before.announcements;
      const look = JSON.stringify([view.text, view.tone, view.actions, view.lang, notice.phase, notice.nextAttemptAt]);
      known.set(notice.id, { look, announcements: notice.announcements });
      if (look === before?.look && !isNews) continue;
      guard(() => sink.upsert(isNews && announce !== undefined ? { ...view, announce } : view), undefined);
    }
  };
}
