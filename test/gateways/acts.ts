import type { IncomingMessage } from 'node:http';
import type { Act } from './site.ts';

/** What arrives of a body that is cut short. */
export const TORSO = 'x'.repeat(100);
const WHOLE_LENGTH = 1_000;

const HEAD = { 'content-type': 'text/plain', connection: 'close' };

/** An answer of the app's own. */
export const respond =
  (status: number, headers: Readonly<Record<string, string>> = {}): Act =>
  (_request, response) => {
    response.writeHead(status, { ...HEAD, server: 'app/1.0', ...headers }).end(`the app says ${status}`);
  };

// A destroyed socket says goodbye with FIN as long as everything that arrived on it was read, and it was.
export const close: Act = ({ socket }) => socket.destroy();
export const reset: Act = ({ socket }) => socket.resetAndDestroy();
export const hang: Act = () => {};

/** Not HTTP, by any reading. */
export const garbage: Act = ({ socket }) => {
  socket.end(Buffer.from(Array.from({ length: 256 }, (_, i) => (i * 73 + 151) & 255)));
};

/** Lets what was sent so far pass the gateway before the end comes. */
const afterAMoment = (act: () => void): void => {
  setTimeout(act, 50);
};

/** Promises a length, and ends before it. */
export const cutLength: Act = (request, response) => {
  response.writeHead(200, { ...HEAD, 'content-length': WHOLE_LENGTH });
  response.write(TORSO);
  afterAMoment(() => request.socket.destroy());
};

/** Ends between two chunks, without the last one. */
export const cutChunked: Act = (request, response) => {
  response.writeHead(200, { ...HEAD, 'transfer-encoding': 'chunked' });
  response.write(TORSO);
  afterAMoment(() => request.socket.destroy());
};

/** Promises a length, and resets the connection on the way there. */
export const cutByReset: Act = (request, response) => {
  response.writeHead(200, { ...HEAD, 'content-length': WHOLE_LENGTH });
  response.write(TORSO);
  afterAMoment(() => request.socket.resetAndDestroy());
};

/** Promises a length, and falls silent on the way there. */
export const stall: Act = (_request, response) => {
  response.writeHead(200, { ...HEAD, 'content-length': WHOLE_LENGTH });
  response.write(TORSO);
};

const used = new WeakSet<IncomingMessage['socket']>();

/** Answers on fresh connections, and keeps them open only to close them when they are used again. */
export const closeWhenReused: Act = ({ socket }, response) => {
  if (used.has(socket)) {
    socket.destroy();
    return;
  }
  used.add(socket);
  response.writeHead(200, { ...HEAD, server: 'app/1.0', connection: 'keep-alive' }).end('all is well');
};
