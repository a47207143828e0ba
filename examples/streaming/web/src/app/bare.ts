// The same site on bare `fetch`, for comparison: one request, and a failure is what it is.
import { device } from '../backstage/device.ts';
import { Store } from './store.ts';

/** Is the site on bare `fetch`? */
export const isBare = new Store(false);

/** Why the film cannot go on, where nothing waits for it. */
export const brokenFilm = new Store<string | undefined>(undefined);

export interface BareRequest {
  readonly id: number;
  readonly method: string;
  readonly url: string;
  /** `200`, or what `fetch` threw; `undefined` while it is under way. */
  readonly end?: string;
  readonly isOk?: boolean;
}

/** The latest news of a request, for the log. */
export const bareRequest = new Store<BareRequest | undefined>(undefined);

let requests = 0;

export async function bareFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const request = { id: ++requests, method: init.method ?? 'GET', url };
  bareRequest.set(request);
  try {
    const response = await device.fetch(url, init);
    bareRequest.set({ ...request, end: String(response.status), isOk: response.ok });
    return response;
  } catch (error) {
    bareRequest.set({ ...request, end: init.signal?.aborted ? 'left' : 'no reply', isOk: false });
    throw error;
  }
}

/** What a site says that knows no better. */
export const wentWrong = (response: Response | undefined): string =>
  `Something went wrong. ${response === undefined ? 'Failed to fetch' : `Error ${response.status}`}`;
