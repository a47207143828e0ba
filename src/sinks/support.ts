import type { NoticeCenter, NoticeView } from '../notices/index.ts';
import { type CreateElement, inLanguages } from './words.ts';

interface Press {
  readonly currentTarget: { textContent: string | null };
}

/** Code and reference, and how to pass them on: where nothing can be copied for the person, one click selects all of it. */
export function support(
  createElement: CreateElement,
  center: Pick<NoticeCenter, 'phrase'>,
  { text, foreign }: NoticeView,
  style: object,
): unknown {
  const words = text.support ?? '';
  const { navigator } = globalThis as { navigator?: { clipboard?: { writeText(text: string): Promise<void> } } };
  const clipboard = navigator?.clipboard;
  const copy = ({ currentTarget }: Press): void =>
    void clipboard?.writeText(words).then(
      () => {
        currentTarget.textContent = center.phrase('action.copied');
      },
      () => {},
    );
  return createElement(
    'div',
    {},
    createElement('span', { style: { userSelect: 'all' } }, inLanguages(createElement, foreign, words)),
    clipboard &&
      createElement(
        'button',
        { type: 'button', style, onClick: copy },
        inLanguages(createElement, foreign, center.phrase('action.copy')),
      ),
  );
}
