/** Every film is a minute long and cut into parts of two seconds, counted from 1. */
export const FILM_SECONDS = 60;
const PART_SECONDS = 2;
const PARTS = FILM_SECONDS / PART_SECONDS;
/** So much is kept ready: trouble that passes sooner is never seen. */
const AHEAD_SECONDS = 8;
/** And so much of what has been seen, for a little way back. */
const BEHIND_SECONDS = 20;

const partAt = (seconds: number): number => Math.min(PARTS, Math.floor(seconds / PART_SECONDS) + 1);

/** The next part that is needed for playback at `seconds`. */
export function nextPart(seconds: number, held: ReadonlySet<number>): number | undefined {
  for (let part = partAt(seconds); part <= partAt(seconds + AHEAD_SECONDS); part++) {
    if (!held.has(part)) return part;
  }
  return undefined;
}

/** What may be forgotten: the parts, and where the last of them ends. */
export function outdated(seconds: number, held: ReadonlySet<number>) {
  const oldest = partAt(Math.max(0, seconds - BEHIND_SECONDS));
  return { parts: [...held].filter((part) => part < oldest), untilSeconds: (oldest - 1) * PART_SECONDS };
}

export const isLast = (part: number): boolean => part === PARTS;
