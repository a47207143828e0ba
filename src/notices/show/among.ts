import type { NoticeImportance, NoticeSurface } from '../notice.ts';

/** The highest of several; what is in the background never gets so far. */
export const importanceAmong = (parts: readonly { readonly importance: NoticeImportance }[]): NoticeImportance =>
  parts.some(({ importance }) => importance === 'user') ? 'user' : 'view';

/** That of all; of the app as a whole where they differ. */
export function surfaceAmong(parts: readonly { readonly surface: NoticeSurface | undefined }[]): NoticeSurface {
  const [surface, ...others] = new Set(parts.map((part) => part.surface));
  return others.length > 0 ? 'app' : (surface ?? 'app');
}
