import type { NoticeSink, NoticeView, Unsubscribe } from '../notices/index.ts';

/** A sink for whatever renders from data: Radix, shadcn, a component of the app's own. */
export interface ViewStore extends NoticeSink {
  /** What is to be shown, in the order of its appearance. The same frozen value until something changes. */
  getSnapshot(): readonly NoticeView[];
  /** Calls back at once and after every change. */
  subscribe(listener: (views: readonly NoticeView[]) => void): Unsubscribe;
}

export function viewStore(): ViewStore {
  let views: readonly NoticeView[] = Object.freeze([]);
  const listeners = new Set<(views: readonly NoticeView[]) => void>();
  const change = (next: readonly NoticeView[]): void => {
    views = Object.freeze(next);
    for (const listener of [...listeners]) listener(views);
  };
  return {
    upsert(view) {
      const isKnown = views.some(({ id }) => id === view.id);
      change(isKnown ? views.map((each) => (each.id === view.id ? view : each)) : [...views, view]);
    },
    remove(id) {
      if (views.some((view) => view.id === id)) change(views.filter((view) => view.id !== id));
    },
    getSnapshot: () => views,
    subscribe(listener) {
      // The same function may subscribe twice, and then has two subscriptions.
      const own = (next: readonly NoticeView[]): void => listener(next);
      listeners.add(own);
      const unsubscribe = (): void => void listeners.delete(own);
      own(views);
      return Object.assign(unsubscribe, { unsubscribe });
    },
  };
}
