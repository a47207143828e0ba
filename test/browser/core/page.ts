import { createSteadyFetch, reportOf, type SteadyEvent, type SteadyFetch, type SteadyOptions } from 'steadyfetch';

// What the tests reach from outside.

interface App {
  /** Everything that happened, in order. */
  readonly story: SteadyEvent[];
  /** How each call ended: `200`, or the error as text. */
  readonly ends: string[];
  /** The one client. */
  steady: SteadyFetch;
  reportOf: typeof reportOf;
  /** Opens the client anew. */
  open(options?: SteadyOptions): void;
  /** Makes a call, and does not mind how it ends. */
  call(...given: Parameters<SteadyFetch>): Promise<void>;
}

declare global {
  interface Window {
    app: App;
  }
}

const app: App = {
  story: [],
  ends: [],
  steady: createSteadyFetch(),
  reportOf,
  open(options) {
    app.steady.close();
    app.steady = createSteadyFetch(options);
    app.steady.subscribe((event) => app.story.push(event));
  },
  async call(...given) {
    const end = await app.steady(...given).then(({ status }) => String(status), String);
    app.ends.push(end);
  },
};
app.open();
window.app = app;
