import { OptionsError, type SteadyFetch } from '../index.ts';

/** How a client can be reset. No method of its type: an app that resets its client in an outage would make it worse. */
const RESET = Symbol.for('steadyfetch.reset');

/**
 * Makes a client forget everything, for the next test: circuits, retry budgets, routes, waiting calls. Those end with `CancelledError`; what is in
 * flight ends by itself, is not sent again, and is not reported any more. Listeners stay, and notices are gone.
 */
export function reset(steady: SteadyFetch): void {
  const forget: unknown = Object(steady)[RESET];
  if (typeof forget !== 'function') throw new OptionsError('steady', steady, 'a client made by createSteadyFetch');
  forget();
}
