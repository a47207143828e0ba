import type { NoticeSink, NoticeView } from '../notices/index.ts';

/** One notice on the screen, from its entrance until it goes. */
export interface Toast<Id> {
  /** As last given. */
  readonly view: NoticeView;
  /** What the library calls it; absent while it is being shown for the first time. */
  readonly id: Id | undefined;
  /** It was removed, or a person closed it. */
  readonly isOver: boolean;
  /** To be called when the library says that it closed. Tells the centre, unless it was the centre that wanted it closed. */
  closed(): void;
  /** To be called when the library gave it up by itself: the next change shows it again. */
  lost(): void;
  /** To be called when the pointer or the focus is inside. */
  hold(by: 'pointer' | 'focus'): void;
  /** To be called when it left. */
  release(by: 'pointer' | 'focus'): void;
}

/** What a library has to be able to do. It gives an id that nothing else of it has had or will have. */
export interface ToastLibrary<Id> {
  show(toast: Toast<Id>): Id;
  update(id: Id, toast: Toast<Id>): void;
  hide(id: Id): void;
}

/**
 * The bookkeeping that all toast libraries need.
 *
 * Each showing of a notice is a toast of its own to the library. So whatever it still does with one that has been removed (exits,
 * late callbacks, merging of old fields) cannot reach the next.
 */
export function toastSink<Id>(library: ToastLibrary<Id>): NoticeSink {
  const shown = new Map<string, Shown<Id>>();
  return {
    upsert(view) {
      const known = shown.get(view.id);
      if (known?.id !== undefined) {
        known.view = view;
        library.update(known.id, known);
        return;
      }
      const toast = new Shown<Id>(view, shown);
      toast.id = library.show(toast);
      if (!toast.isOver) shown.set(view.id, toast);
    },
    remove(id) {
      const toast = shown.get(id);
      // Libraries take "no id" for all of their toasts, and the others are none of ours.
      if (toast?.id === undefined) return;
      toast.lost();
      library.hide(toast.id);
    },
  };
}

class Shown<Id> implements Toast<Id> {
  view: NoticeView;
  id: Id | undefined;
  isOver = false;
  readonly #shown: Map<string, Shown<Id>>;
  readonly #holds = new Map<'pointer' | 'focus', () => void>();

  constructor(view: NoticeView, shown: Map<string, Shown<Id>>) {
    this.view = view;
    this.#shown = shown;
  }

  closed(): void {
    if (this.isOver) return;
    this.lost();
    this.view.dismiss();
  }

  lost(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#shown.delete(this.view.id);
    // What leaves the page under the pointer never says that the pointer left.
    this.release('pointer');
    this.release('focus');
  }

  hold(by: 'pointer' | 'focus'): void {
    if (!this.isOver && !this.#holds.has(by)) this.#holds.set(by, this.view.hold());
  }

  release(by: 'pointer' | 'focus'): void {
    this.#holds.get(by)?.();
    this.#holds.delete(by);
  }
}
