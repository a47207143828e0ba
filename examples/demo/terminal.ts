import { env, stdout } from 'node:process';
import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

/** Gives text a color, where colors are wanted. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

// Node's own rules (NO_COLOR, FORCE_COLOR, TERM, ...), but a pipe gets colors only when they are forced.
const { FORCE_COLOR } = env;
export const colors = (stdout.isTTY || FORCE_COLOR !== undefined) && WriteStream.prototype.getColorDepth() > 1;

export const paint: Paint = (style, text) => (colors ? styleText(style, text, { validateStream: false }) : text);

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR_TO_END_OF_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const up = (lines: number): string => (lines === 0 ? '\r' : `\r\x1b[${lines}A`);

/** Lines that stay, and below them, on a terminal with space for it, a block that is drawn anew in place. */
export class Screen {
  readonly live: boolean;
  #height = 0;
  #columns = stdout.columns;

  constructor(columns: number, rows: number) {
    this.live = stdout.isTTY && env['TERM'] !== 'dumb' && stdout.columns >= columns && stdout.rows >= rows;
    if (this.live) {
      stdout.write(HIDE_CURSOR);
      process.once('exit', showCursor);
    }
  }

  update(lines: readonly string[], block: readonly string[]): void {
    if (!this.live) {
      if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
      return;
    }
    // A terminal of another width has broken our lines: leave the old block where it is, and begin below it.
    if (stdout.columns !== this.#columns) this.#height = 0;
    this.#columns = stdout.columns;
    const text = [...lines, ...block].map((line) => `${line}${CLEAR_TO_END_OF_LINE}\n`).join('');
    // One write for all of it, so that no half-drawn picture is ever seen.
    stdout.write(up(this.#height) + text + CLEAR_BELOW);
    this.#height = block.length;
  }

  /** Leaves the last lines where the block was, and the terminal as it was found. */
  close(lines: readonly string[]): void {
    this.update(lines, []);
    if (!this.live) return;
    process.off('exit', showCursor);
    showCursor();
  }
}

function showCursor(): void {
  stdout.write(SHOW_CURSOR);
}
