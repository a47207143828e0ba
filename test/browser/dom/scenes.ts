import type { Explanation, Notice, NoticeView } from '../../../src/notices/index.ts';

/** What a view says, as plain data: what it does is up to who shows it. */
export interface Scene {
  readonly id: string;
  readonly tone: NoticeView['tone'];
  readonly text: NoticeView['text'];
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly announce?: NonNullable<NoticeView['announce']>;
  readonly actions: readonly { readonly id: string; readonly label: string; readonly disabled?: boolean }[];
  readonly dismissLabel: string;
  readonly phase: Notice['phase'];
  readonly cause: Notice['cause'];
  /** Until the next attempt, and how long that was when the wait began. */
  readonly seconds?: { readonly left: number; readonly total: number };
}

const TRY_NOW = { id: 'retry-now', label: 'Try now' };
const STOP = { id: 'cancel', label: 'Stop trying' };

type Words = Pick<NoticeView['text'], 'title' | 'detail' | 'advice'> & {
  when?: string;
  waiting?: string;
  support?: string;
};

const scene = (
  phase: Scene['phase'],
  cause: Scene['cause'],
  tone: Scene['tone'],
  words: Words,
  actions: Scene['actions'] = [],
  seconds?: Scene['seconds'],
): Scene => ({
  id: 'sf:1',
  phase,
  cause,
  tone,
  text: { ...words, body: words.when ?? words.advice, short: words.title },
  lang: 'en',
  dir: 'ltr',
  actions,
  dismissLabel: 'Hide message about Photos',
  ...(seconds === undefined ? {} : { seconds }),
});

const KEEP_TRYING = 'We’ll keep trying. You don’t need to do anything.';
const TEMPORARY = 'It told us it’s temporarily unavailable. This is usually not caused by your device or connection.';

/** One for each phase, and for what looks different beside. */
export const SCENES = {
  slow: scene(
    'slow',
    'slow',
    'progress',
    {
      title: 'This is taking longer than usual',
      detail: 'Photos hasn’t answered yet. We’re still waiting.',
      advice: 'You can keep waiting or stop.',
    },
    [STOP],
  ),
  waiting: scene(
    'waiting',
    'unavailable',
    'warning',
    {
      title: 'Photos can’t take requests right now',
      detail: TEMPORARY,
      advice: KEEP_TRYING,
      when: 'We’ll try again in 15 seconds.',
      waiting: '3 things are waiting.',
      support: 'Code: 503 · Reference: 8f2c41d0',
    },
    [TRY_NOW, STOP],
    { left: 12, total: 20 },
  ),
  retrying: scene(
    'retrying',
    'unavailable',
    'progress',
    {
      title: 'Photos can’t take requests right now',
      detail: TEMPORARY,
      advice: KEEP_TRYING,
      when: 'Trying again now…',
      waiting: '3 things are waiting.',
    },
    [{ id: 'retry-now', label: 'Trying…', disabled: true }, STOP],
  ),
  paused: scene(
    'paused',
    'gateway-timeout',
    'warning',
    {
      title: 'Paused: Photos isn’t answering',
      detail: 'Several tries in a row failed. A short pause gives it time to recover.',
      advice: KEEP_TRYING,
      when: 'We’ll check again in 2 minutes.',
    },
    [TRY_NOW, STOP],
    { left: 95, total: 120 },
  ),
  offline: scene('offline', 'offline', 'info', {
    title: 'You appear to be offline',
    detail: 'Your device reports no network connection. What you entered is still here.',
    advice: 'We’ll continue when the connection is back.',
  }),
  recovered: scene('recovered', 'unavailable', 'success', {
    title: 'Photos is working again',
    detail: 'Everything that was waiting has finished.',
    advice: 'Everything that was waiting has finished.',
  }),
  failed: scene(
    'failed',
    'gateway-timeout',
    'error',
    {
      title: 'We don’t know if that was saved',
      detail: 'We sent it, but Photos didn’t confirm. It may or may not have gone through.',
      advice: 'Check before sending it again.',
      support: 'Code: 504 · Reference: 8f2c41d0',
    },
    [{ id: 'check', label: 'Check my photos' }],
  ),
} as const satisfies Record<string, Scene>;

export const ARABIC: Scene = {
  ...SCENES.waiting,
  text: {
    ...SCENES.waiting.text,
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

export const EXPLANATION: Explanation = {
  title: 'Photos can’t take requests right now',
  happened: 'The service itself said “not now”: it’s too busy or has been taken down on purpose for a while.',
  side: 'The service’s.',
  temporary: 'Yes, it says so; sometimes it says how long.',
  advice: 'Wait for the time shown. Trying faster doesn’t help and can make it worse.',
  headings: {
    happened: 'What happened',
    side: 'Whose side it’s on',
    temporary: 'Will it pass?',
    advice: 'What you can do',
  },
  lang: 'en',
  dir: 'ltr',
};

export const ARABIC_MORE = 'ماذا يعني هذا؟';
