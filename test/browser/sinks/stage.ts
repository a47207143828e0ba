import type { NoticeAction, NoticeSink, NoticeTone, NoticeView } from '../../../src/notices/index.ts';
import { hurry } from './hurry.ts';

// Runs in the page: the part of a centre that a sink sees, played by hand.

/** What a test says about a view; the rest is made up. */
export interface Part {
  readonly title: string;
  readonly body?: string;
  readonly tone?: NoticeTone;
  /** Labels by id. */
  readonly actions?: Readonly<Record<string, string>>;
  /** Of those the ones without effect for now. */
  readonly disabled?: readonly string[];
  readonly announce?: 'polite' | 'assertive';
}

export interface Stage {
  upsert(id: string, part: Part): void;
  remove(id: string): void;
  /** What views were asked to do since it was last read. */
  takeLog(): string[];
  /** What stood in a live region that interrupts, since it was last read. */
  takeLoud(): string[];
  /** A toast of the library's own, that goes by itself. */
  plain(text: string): void;
}

declare global {
  interface Window {
    stage: Stage;
  }
}

export function openStage(sink: NoticeSink, plain: (text: string) => void): void {
  hurry();
  let log: string[] = [];
  let loud: string[] = [];
  const dismissed = new Set<string>();
  const view = (id: string, part: Part): NoticeView => ({
    id,
    tone: part.tone ?? 'warning',
    text: { title: part.title, short: part.title, body: part.body ?? '', detail: '', advice: '' },
    lang: 'en',
    dir: 'ltr',
    ...(part.announce && { announce: { text: part.title, politeness: part.announce } }),
    actions: Object.entries(part.actions ?? {}).map(
      ([action, label]): NoticeAction => ({
        id: action,
        label,
        disabled: part.disabled?.includes(action) ?? false,
        run: () => log.push(`run ${action}`),
      }),
    ),
    dismissLabel: `Hide message about ${id}`,
    dismiss: () => {
      log.push(`dismiss ${id}`);
      dismissed.add(id);
      sink.remove(id);
    },
    hold: () => {
      log.push(`hold ${id}`);
      return () => log.push(`release ${id}`);
    },
    countdown: () => {
      log.push('countdown');
      return () => {};
    },
    notice: undefined as never,
  });
  window.stage = {
    upsert: (id, part) => {
      if (!dismissed.has(id)) sink.upsert(view(id, part));
    },
    remove: (id) => sink.remove(id),
    takeLog: () => {
      const taken = log;
      log = [];
      return taken;
    },
    takeLoud: () => {
      const taken = loud;
      loud = [];
      return taken;
    },
    plain,
  };
  const listen = () => {
    for (const { textContent } of document.querySelectorAll('[role=alert], [aria-live=assertive]')) {
      if (textContent) loud.push(textContent);
    }
  };
  new MutationObserver(listen).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
}
