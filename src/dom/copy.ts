import type { ForeignTexts } from '../notices/index.ts';
import { make, setText } from './make.ts';

/** How long it says that it has copied. */
const COPIED_MS = 2_000;

interface CopyWords {
  /** What is copied, a fact per line. */
  lines(): readonly string[];
  label(): string;
  copied(): string;
  /** Says it aloud: a name that changes is not. */
  say(text: string): void;
}

/** A button that puts a text on the clipboard, and says so. */
export class CopyButton {
  readonly element = make('button', { type: 'button', part: 'copy' });
  readonly #words: CopyWords;
  #foreign: ForeignTexts = {};
  #isCopied = false;

  constructor(words: CopyWords) {
    this.#words = words;
    this.element.addEventListener('click', () => void this.#copy());
  }

  update(foreign = this.#foreign): void {
    this.#foreign = foreign;
    setText(this.element, this.#isCopied ? this.#words.copied() : this.#words.label(), foreign);
  }

  async #copy(): Promise<void> {
    // What servers and apps have named loses all characters that break or turn the text around it.
    const text = this.#words.lines().map((line) => line.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?'));
    if (!(await copy(text.join('\n'), this.element))) return;
    this.#isCopied = true;
    this.update();
    this.#words.say(this.#words.copied());
    setTimeout(() => {
      this.#isCopied = false;
      this.update();
    }, COPIED_MS);
  }
}

async function copy(text: string, button: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages without https have no clipboard, and a page may not be allowed to use it.
    return copyFromField(text, button);
  }
}

/** Beside the button, because what is outside a modal dialog takes no focus. */
function copyFromField(text: string, button: HTMLElement): boolean {
  const field = make('textarea', { readonly: '', 'aria-hidden': 'true', tabindex: '-1' });
  field.value = text;
  field.style.cssText = 'position:fixed;opacity:0';
  button.after(field);
  field.select();
  const isCopied = document.execCommand('copy');
  button.focus({ preventScroll: true });
  field.remove();
  return isCopied;
}
