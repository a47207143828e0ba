// jest's jsdom has no fetch: apps give it Node's, as here, and keep its signals, headers and forms.
import { TestEnvironment } from 'jest-environment-jsdom';

export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, { fetch, Request, Response, ReadableStream, TextEncoder, TextDecoder, structuredClone });
  }
}
