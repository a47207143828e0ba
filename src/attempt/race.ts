import type { Context } from '../call/context.ts';
import type { Outcome } from '../model/outcome.ts';
import { discard } from './body.ts';

/** An attempt, as the race sees it. */
interface Runner {
  supersede(): void;
  deliver(outcome: Outcome): void;
}

/** Attempts of one call beside each other: the first good answer wins, and the others end. */
export class Race {
  /** It hands over the result of the race. */
  readonly #first: Runner;
  readonly #context: Context;
  readonly #running = new Set<Runner>();
  #isOver = false;

  constructor(first: Runner, context: Context) {
    this.#first = first;
    this.#context = context;
    this.#running.add(first);
  }

  add(runner: Runner): void {
    this.#running.add(runner);
  }

  ended(runner: Runner, outcome: Outcome | Promise<Outcome>): void {
    if (!('verdict' in outcome)) {
      void outcome.then((known) => this.ended(runner, known));
      return;
    }
    this.#running.delete(runner);
    // A failure that may pass is no result as long as another attempt is under way.
    if (this.#isOver || (outcome.verdict.transient && this.#running.size > 0)) {
      if (outcome.kind === 'response') discard(this.#context, outcome.response, outcome.body);
      return;
    }
    this.#isOver = true;
    for (const other of this.#running) other.supersede();
    this.#first.deliver(outcome);
  }
}
