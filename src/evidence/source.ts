import { OptionsError } from '../model/errors.ts';
import { type Evidence, isEvidence } from '../model/evidence.ts';
import type { SteadyOptions } from '../model/options.ts';
import type { Clock } from '../model/ports.ts';

/** During an outage a chunk of the app may be as unreachable as all else, and must not be asked for at each failure. */
const TRY_AGAIN_MS = 30_000;

type Load = Extract<SteadyOptions['evidence'], () => unknown>;

/** The evidence of one client: there from the start, or loaded at the first failure. */
export class EvidenceSource {
  readonly #clock: Clock;
  readonly #reportAppError: (error: unknown) => void;
  readonly #load: Load | undefined;
  #evidence: Evidence | undefined;
  #loadAt = Number.NEGATIVE_INFINITY;

  constructor(given: SteadyOptions['evidence'], clock: Clock, reportAppError: (error: unknown) => void) {
    this.#clock = clock;
    this.#reportAppError = reportAppError;
    if (typeof given === 'function') this.#load = given;
    else this.#evidence = given;
  }

  /** Asked at each failure. Until it is loaded, and where that fails, a verdict is that of the status. */
  get(): Evidence | undefined {
    if (this.#evidence === undefined && this.#load !== undefined && this.#clock.now() >= this.#loadAt) {
      this.#loadAt = this.#clock.now() + TRY_AGAIN_MS;
      void this.#loadNow(this.#load);
    }
    return this.#evidence;
  }

  async #loadNow(load: Load): Promise<void> {
    try {
      const loaded: unknown = await load();
      const { evidence } = Object(loaded) as { evidence?: unknown };
      if (isEvidence(evidence)) this.#evidence = evidence;
      else this.#reportAppError(new OptionsError('evidence', loaded, 'a function that loads steadyfetch/evidence'));
    } catch {
      // A chunk that cannot be loaded just now is no defect of the app.
    }
  }
}
