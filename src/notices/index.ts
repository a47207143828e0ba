export type { Page, Visibility } from '../model/ports.ts';
export { createNotices } from './center.ts';
export { en } from './locales/en.ts';
export type {
  ForeignTexts,
  Notice,
  NoticeAction,
  NoticeActionId,
  NoticeCause,
  NoticeCircumstance,
  NoticeImportance,
  NoticePhase,
  NoticeScope,
  NoticeSentence,
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
  RetryNowResult,
  Unsubscribe,
} from './options.ts';
export type { Catalogue, Explanation, Language, PhraseKey } from './phrase.ts';
export type { Phrase, PhraseFacts } from './phrase-shape.ts';
export type { NoticesClient } from './resolve.ts';
