import type { NoticeSink, NoticeView } from '../notices/index.ts';

/** What a sink was told, for tests. */
export interface Collected extends NoticeSink {
  /** Every view, in order. */
  readonly upserted: readonly NoticeView[];
  /** Every id, in order. */
  readonly removed: readonly string[];
  /** What would be on the screen now. */
  shown(): readonly NoticeView[];
}

/** Shows nothing, and remembers everything. */
export function collectSink(): Collected {
  const upserted: NoticeView[] = [];
  const removed: string[] = [];
  const shown = new Map<string, NoticeView>();
  return {
    upserted,
    removed,
    shown: () => [...shown.values()],
    upsert(view) {
      upserted.push(view);
      shown.set(view.id, view);
    },
    remove(id) {
      removed.push(id);
      shown.delete(id);
    },
  };
}
