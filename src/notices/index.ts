export type { Page, Visibility } from '../model/ports.ts';
export { createNotices } from './create-notices.ts';
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
export type { NoticesClient } from './resolve.ts';
export type { Catalogue, Explanation, Language, PhraseKey } from './text/catalog.ts';
export { en } from './text/locales/en.ts';
export type { Phrase, PhraseFacts } from './text/phrase.ts';
