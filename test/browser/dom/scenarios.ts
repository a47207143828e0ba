import { noticeOf } from '../../../src/notices/every-notice.ts';
import type { Explanation, Notice, NoticeView } from '../../../src/notices/index.ts';
import { TextRenderer } from '../../../src/notices/text/render.ts';

/** What a view says, as plain data: what it does is up to who shows it. */
export interface Scenario {
  readonly id: string;
  readonly tone: NoticeView['tone'];
  readonly text: NoticeView['text'];
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly foreign: NoticeView['foreign'];
  readonly announce?: NonNullable<NoticeView['announce']>;
  readonly actions: readonly { readonly id: string; readonly label: string; readonly disabled?: boolean }[];
  readonly dismissLabel: string;
  readonly phase: Notice['phase'];
  readonly cause: Notice['cause'];
  readonly surface?: Notice['surface'];
  /** Until the next attempt, and how long that was when the wait began. */
  readonly seconds?: { readonly left: number; readonly total: number };
}

const TRY_NOW = { id: 'retry-now', label: 'Try now' };
const STOP = { id: 'cancel', label: 'Stop trying' };

const voice = new TextRenderer({ locale: 'en' }, (act) => act());

/** What a center would show, in its own words. */
function scenario(
  about: Partial<Notice> & Pick<Notice, 'phase' | 'cause'>,
  tried: Pick<Scenario, 'actions'> & Partial<Pick<Scenario, 'seconds'>> = { actions: [] },
): Scenario {
  const notice = noticeOf({ id: 'sf:1', label: 'Photos', ...about });
  const { tone, text, lang, dir, foreign, dismissLabel } = voice.say(notice);
  const { phase, cause, id } = notice;
  return { id, phase, cause, tone, text, lang, dir, foreign, dismissLabel, ...tried };
}

/** One for each phase, and for what looks different beside. */
export const SCENARIOS = {
  slow: scenario({ phase: 'slow', cause: 'slow' }),
  waiting: scenario(
    {
      phase: 'waiting',
      cause: 'unavailable',
      waitMs: 15_000,
      counts: { waiting: 3, finished: 0, failed: 0 },
      status: 503,
      reference: '8f2c41d0',
    },
    { actions: [TRY_NOW, STOP], seconds: { left: 12, total: 20 } },
  ),
  retrying: scenario(
    { phase: 'retrying', cause: 'unavailable', counts: { waiting: 3, finished: 0, failed: 0 }, busy: true },
    { actions: [{ id: 'retry-now', label: 'Trying…', disabled: true }, STOP] },
  ),
  paused: scenario(
    { phase: 'paused', cause: 'gateway-timeout', waitMs: 120_000 },
    { actions: [TRY_NOW, STOP], seconds: { left: 95, total: 120 } },
  ),
  offline: scenario({ phase: 'offline', cause: 'offline', scope: { kind: 'device' }, circumstances: ['work-kept'] }),
  recovered: scenario({ phase: 'recovered', cause: 'unavailable' }),
  failed: scenario(
    { phase: 'failed', cause: 'gateway-timeout', effect: 'unknown', status: 504, reference: '8f2c41d0' },
    { actions: [{ id: 'check', label: 'Check my photos' }] },
  ),
} as const satisfies Record<string, Scenario>;

export const ARABIC: Scenario = {
  ...SCENARIOS.waiting,
  text: {
    ...SCENARIOS.waiting.text,
    title: 'لا يمكن لخدمة الصور قبول الطلبات الآن',
    when: 'سنحاول مرة أخرى خلال 15 ثانية.',
    waiting: '3 أشياء في الانتظار.',
    detail: 'أخبرتنا الخدمة أنها غير متاحة مؤقتًا.',
  },
  lang: 'ar',
  dir: 'rtl',
  actions: [
    { id: 'retry-now', label: 'حاول الآن' },
    { id: 'cancel', label: 'توقف عن المحاولة' },
  ],
  dismissLabel: 'إخفاء الرسالة عن الصور',
};

/** What a translation without "We’ll try again" and without "Stop trying" says. */
export const PARTIAL: Scenario = {
  ...ARABIC,
  text: { ...ARABIC.text, when: `${SCENARIOS.waiting.text.when} ما أدخلته ما زال هنا.` },
  actions: SCENARIOS.waiting.actions,
  foreign: {
    [`${SCENARIOS.waiting.text.when} ما أدخلته ما زال هنا.`]: [
      { text: SCENARIOS.waiting.text.when ?? '', lang: 'en', dir: 'ltr' },
      { text: 'ما أدخلته ما زال هنا.', lang: 'ar', dir: 'rtl' },
    ],
    'Stop trying': [{ text: 'Stop trying', lang: 'en', dir: 'ltr' }],
  },
};

export const EXPLANATION: Explanation = voice.explain('unavailable');
