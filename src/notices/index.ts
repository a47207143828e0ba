export type {
  Notice,
  NoticeAction,
  NoticeActionId,
  NoticeCause,
  NoticeCircumstance,
  NoticeImportance,
  NoticePhase,
  NoticeScope,
  NoticeSink,
  NoticeSurface,
  NoticeText,
  NoticeTone,
  NoticeView,
} from './notice.ts';
export type {
  AppAction,
  NoticeCenter,
  NoticesListener,
  NoticesOptions,
  NoticeTiming,
  Page,
  RetryNowResult,
  Unsubscribe,
} from './options.ts';
export type { Catalogue, Explanation, Language, Phrase, PhraseFacts, PhraseKey } from './phrase.ts';
