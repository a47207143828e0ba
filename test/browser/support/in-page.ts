import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserPage, Which } from './browser.ts';

// What both browsers do with the page itself, so that a click means the same in each of them.

const TIMEOUT_MS = 5_000;
const LOOK_AGAIN_MS = 20;

declare global {
  interface Window {
    policyViolations: string[];
  }
}

/** Runs in the page, before anything else does. */
export function collectViolations(): void {
  window.policyViolations = [];
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    window.policyViolations.push(`policy: ${violatedDirective} forbids ${blockedURI} ${sample}`.trim());
  });
}

export const violations = (evaluate: BrowserPage['evaluate']): Promise<string[]> =>
  evaluate(() => window.policyViolations);

/** Asks until the answer is truthy, and gives it back. */
export async function waitFor<Answer>(
  ask: () => Promise<Answer>,
  what: string,
  timeoutMs = TIMEOUT_MS,
): Promise<NonNullable<Answer>> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > giveUpAt) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await sleep(LOOK_AGAIN_MS);
  }
}

/** Where an element is, once it has stopped moving. */
export async function centerOf(evaluate: BrowserPage['evaluate'], selector: string, { text }: Which) {
  let before = '';
  const look = async () => {
    const point = await evaluate(findCenter, { selector, text });
    const now = JSON.stringify(point);
    const isAtRest = now === before;
    before = now;
    return isAtRest ? point : undefined;
  };
  return waitFor(look, text === undefined ? selector : `${selector} with "${text}"`);
}

/** Runs in the page. */
function findCenter({ selector, text }: { selector: string; text: string | undefined }) {
  const roots: (Document | ShadowRoot)[] = [document];
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot !== null) roots.push(element.shadowRoot);
      if (!element.matches(selector) || !(element.textContent ?? '').includes(text ?? '')) continue;
      const { x, y, width, height } = element.getBoundingClientRect();
      if (width * height > 0) return { x: x + width / 2, y: y + height / 2 };
    }
  }
  return undefined;
}
