import type { NoticeSink, NoticeView } from '../notices/index.ts';

/** Writes one calm line per change of words: to see while developing what people would. */
export function consoleSink(out: { info(line: string): void } = console): NoticeSink {
  const written = new Map<string, string>();
  return {
    upsert(view) {
      const line = lineOf(view);
      if (written.get(view.id) === line) return;
      written.set(view.id, line);
      out.info(line);
    },
    remove(id) {
      if (written.delete(id)) out.info(`steadyfetch: ${id} hidden`);
    },
  };
}

function lineOf({ id, notice, text, actions }: NoticeView): string {
  const offered = actions.map(({ label, disabled }) => (disabled ? `(${label})` : `[${label}]`));
  return [`steadyfetch: ${id} ${notice.phase}: ${text.title}.`, text.body, ...offered].join(' ').trimEnd();
}
