import { announcerInPage, putIntoPage } from '../announcer/index.ts';
import type { NoticeSink, NoticeView } from '../notices/index.ts';

/** One notice on the screen, from its entrance until it goes. */
export interface Toast<Id> {
  /** As last given. */
  readonly view: NoticeView;
  /** What the library calls it; absent while it is being shown for the first time. */
  readonly id: Id | undefined;
  /** It has just come, and is announced. */
  readonly isNew: boolean;
  /** It was removed, or a person closed it. */
  readonly isOver: boolean;
  /** To be called when the library says that it closed. Tells the center, unless it was the center that wanted it closed. */
  closed(): void;
  /** To be called when the library gave it up by itself: the next change shows it again. */
  lost(): void;
  /** To be called when the pointer or the focus is inside. */
  hold(by: 'pointer' | 'focus'): void;
  /** To be called when it left. */
  release(by: 'pointer' | 'focus'): void;
  /** To be called when its size has changed. */
  redraw(): void;
}

/** What a library has to be able to do. It gives an id that nothing else of it has had or will have. */
export interface ToastLibrary<Id> {
  show(toast: Toast<Id>): Id;
  update(id: Id, toast: Toast<Id>): void;
  hide(id: Id): void;
  /** The library's own region speaks, whatever changes. Otherwise what there is to announce is spoken here. */
  readonly speaks?: boolean;
}

/** Until then screen readers have read what came into the page, also on a busy machine. */
const NEW_FOR_MS = 2_000;

/**
 * The bookkeeping that all toast libraries need.
 *
 * Each showing of a notice is a toast of its own to the library. So whatever it still does with one that has been removed (exits,
 * late callbacks, merging of old fields) cannot reach the next.
 *
 * @param ranked ids, the most important first, for a library whose newest toast covers the others
 */
export function toastSink<Id>(library: ToastLibrary<Id>, ranked: () => readonly string[] = () => []): NoticeSink {
  const shown = new Map<string, Shown<Id>>();
  const announcer = library.speaks ? undefined : announcerInPage();
  const show = (view: NoticeView): void => {
    const toast = new Shown<Id>(view, shown, library);
    toast.id = library.show(toast);
    if (toast.isOver) return;
    shown.set(view.id, toast);
    if (announcer !== undefined) setTimeout(() => toast.age(), NEW_FOR_MS);
  };
  const remove = (id: string): void => {
    const toast = shown.get(id);
    // Libraries take "no id" for all of their toasts, and the others are none of ours.
    if (toast?.id === undefined) return;
    toast.lost();
    library.hide(toast.id);
  };
  return {
    upsert(view) {
      if (announcer !== undefined && view.announce !== undefined) {
        putIntoPage(announcer);
        announcer.say(view.announce);
      }
      const known = shown.get(view.id);
      if (known?.id === undefined) {
        show(view);
      } else {
        known.view = view;
        library.update(known.id, known);
      }
      const first = ranked().find((id) => shown.has(id));
      const top = first === undefined ? undefined : shown.get(first);
      if (top === undefined || top === [...shown.values()].pop() || top.isHeld) return;
      remove(top.view.id);
      show(top.view);
    },
    remove,
  };
}

class Shown<Id> implements Toast<Id> {
  view: NoticeView;
  id: Id | undefined;
  isNew = true;
  isOver = false;
  readonly #shown: Map<string, Shown<Id>>;
  readonly #holds = new Map<'pointer' | 'focus', () => void>();

  readonly #library: ToastLibrary<Id>;

  constructor(view: NoticeView, shown: Map<string, Shown<Id>>, library: ToastLibrary<Id>) {
    this.view = view;
    this.#shown = shown;
    this.#library = library;
  }

  get isHeld(): boolean {
    return this.#holds.size > 0;
  }

  age(): void {
    this.isNew = false;
    this.redraw();
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

  redraw(): void {
    if (this.id !== undefined && !this.isOver) this.#library.update(this.id, this);
  }
}
