import type { SteadyFetch } from '../../../src/index.ts';
import { noticeOf } from '../../../src/notices/every-notice.ts';
import type { NoticeAction, NoticeCenter, NoticeSink, NoticeTone, NoticeView } from '../../../src/notices/index.ts';
import { hurry } from './hurry.ts';

// Runs in the page: the part of a center that a sink sees, played by hand.

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
  /** How many things wait, in words: changes with every call. */
  readonly waiting?: string;
  /** Code and reference. */
  readonly support?: string;
}

interface Harness {
  upsert(id: string, part: Part): void;
  remove(id: string): void;
  /** Says which ones matter most, from now on. */
  rank(...ids: string[]): void;
  /** What views were asked to do since it was last read. */
  takeLog(): string[];
  /** What stood in a live region that interrupts, since it was last read. */
  takeLoud(): string[];
  /** What stood in the live regions of the sink, since it was last read. */
  takeSaid(): string[];
  /** How often something changed in what is read aloud, since it was last read. */
  takeSpoken(): number;
  /** A toast of the library's own, that goes by itself. */
  plain(text: string): void;
}

declare global {
  interface Window {
    harness: Harness;
    wire: Wire;
  }
}

/** What an app has wired. */
export interface Wire {
  readonly steady: SteadyFetch;
  readonly notices: NoticeCenter;
  readonly sink: NoticeSink;
}

export function openHarness(wire: Wire, plain: (text: string) => void): void {
  window.wire = wire;
  // There the clock is part of the play.
  if (location.pathname === '/outage') return;
  hurry();
  const { sink } = wire;
  let log: string[] = [];
  let loud: string[] = [];
  let said: string[] = [];
  let spoken = 0;
  const dismissed = new Set<string>();
  const view = (id: string, part: Part): NoticeView => ({
    id,
    tone: part.tone ?? 'warning',
    text: {
      title: part.title,
      body: part.body ?? '',
      detail: '',
      advice: '',
      ...(part.waiting && { waiting: part.waiting }),
      ...(part.support && { support: part.support }),
    },
    lang: 'en',
    dir: 'ltr',
    foreign: {},
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
    notice: noticeOf({ id, phase: 'waiting', cause: 'unavailable' }),
  });
  window.harness = {
    upsert: (id, part) => {
      if (!dismissed.has(id)) sink.upsert(view(id, part));
    },
    remove: (id) => sink.remove(id),
    rank: (...ids) => {
      const ranked = ids.map((id) => noticeOf({ id, phase: 'waiting', cause: 'unavailable' }));
      wire.notices.getSnapshot = () => ranked;
    },
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
    takeSaid: () => {
      const taken = said;
      said = [];
      return taken;
    },
    takeSpoken: () => {
      const taken = spoken;
      spoken = 0;
      return taken;
    },
    plain,
  };
  const listen = (records: MutationRecord[]) => {
    spoken += records.filter(isSpoken).length;
    for (const { textContent } of document.querySelectorAll('[role=alert], [aria-live=assertive]')) {
      if (textContent) loud.push(textContent);
    }
    for (const { target } of records) {
      if (target instanceof Element && target.matches('body > [aria-live]') && target.textContent)
        said.push(target.textContent);
    }
  };
  new MutationObserver(listen).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
}

/** Was something put, changed or taken inside of a region that speaks? */
function isSpoken({ type, target }: MutationRecord): boolean {
  const element = target instanceof Element ? target : target.parentElement;
  const region = element?.closest('[aria-live], [role=status], [role=alert]');
  return type !== 'attributes' && region != null && region.getAttribute('aria-live') !== 'off';
}
