import type { SteadyEvent } from '../model/event.ts';
import type { Clock, FetchLike, Online, Random } from '../model/ports.ts';
import type { Aborts } from './abort.ts';
import type { Timeouts } from './timeouts.ts';

/** What every part of the pipeline of one client shares. */
export interface Core {
  readonly clock: Clock;
  readonly random: Random;
  readonly online: Online;
  readonly timeouts: Timeouts;
  readonly aborts: Aborts;
  /** The inner fetch of this moment. */
  readonly transport: () => FetchLike;
  readonly events: Teller;
  /** Hears of errors in the app's own functions; they never reach a call. */
  readonly onAppError: (error: unknown) => void;
  /** Watches whether a request goes out; inert where the platform does not tell. */
  readonly watchSending: (method: string, url: string) => Sending;
  /** After `close()` nothing is sent again. */
  readonly isClosed: () => boolean;
  /** Every engine but Node's sends some requests again by itself, POSTs among them. */
  readonly engineResends: boolean;
  /** Chromium sends a request answered by 408 again by itself. */
  readonly engineRepeats408: boolean;
}

/** A request that is being watched. */
export interface Sending {
  readonly wasSeen: boolean;
  stop(): void;
}

/** The stream of events, as the pipeline sees it. */
interface Teller {
  /** Is anybody listening? If not, no event is built. */
  readonly heard: boolean;
  emit(event: SteadyEvent): void;
}
