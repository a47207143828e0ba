/** What apps and servers name things, made harmless: nothing that turns, hides or breaks the text around it. */

const MOST_LABEL = 40;
// Control characters, halves of characters, what cannot be seen, and what turns the direction of the text that follows
// (Unicode Standard Annex 9). Joiners stay: Persian words and families of emoji need them.
export const HARMFUL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u00AD\u180E\u200B\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
const REFERENCE = /^[\w.:-]{1,64}$/;

/** A label as it may be shown: one line of 40 characters at most; `undefined` for what is none. */
export function cleanLabel(label: unknown): string | undefined {
  if (typeof label !== 'string') return undefined;
  const line = label.replace(HARMFUL, ' ').replace(/\s+/g, ' ').trim();
  const characters = [...line];
  if (!VISIBLE.test(line)) return undefined;
  if (characters.length <= MOST_LABEL) return line;
  return `${characters
    .slice(0, MOST_LABEL - 1)
    .join('')
    .trimEnd()}…`;
}

/** An id for support, if it is one word of harmless characters. */
export const cleanReference = (id: string | undefined): string | undefined =>
  id !== undefined && REFERENCE.test(id) ? id : undefined;
