/** What apps and servers name things, made harmless: nothing that turns, hides or breaks the text around it. */

const MOST_LABEL = 40;
// Control characters, and those that change the direction of what follows (Unicode Standard Annex 9).
const HARMFUL = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
const REFERENCE = /^[\w.:-]{1,64}$/;

/** A label as it may be shown: one line of 40 characters at most; `undefined` for what is none. */
export function cleanLabel(label: unknown): string | undefined {
  if (typeof label !== 'string') return undefined;
  const line = label.replace(HARMFUL, ' ').replace(/\s+/g, ' ').trim();
  const characters = [...line];
  if (characters.length <= MOST_LABEL) return line === '' ? undefined : line;
  return `${characters
    .slice(0, MOST_LABEL - 1)
    .join('')
    .trimEnd()}…`;
}

/** An id for support, if it is one word of harmless characters. */
export const cleanReference = (id: string | undefined): string | undefined =>
  id !== undefined && REFERENCE.test(id) ? id : undefined;
