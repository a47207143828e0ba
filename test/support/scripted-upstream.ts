import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';

/** What the upstream does with one request. The request body is always read to its end first. */
export type Step =
  /** Just that status, with the text body `status 503`. */
  | number
  | Answer
  /** Never answers. */
  | 'hang'
  /** Resets the connection (RST). */
  | 'reset'
  /** Closes the connection (FIN) without an answer. */
  | 'close'
  /** 200 with a Content-Length of 1000, ten bytes of it, and then the connection is gone. */
  | 'cut'
  /** 200 and a first chunk, `first`, and then nothing, for ever. */
  | 'headers-then-hang'
  | ((request: IncomingMessage, response: ServerResponse, body: Buffer) => void);

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
  /** From the end of the request to the answer. */
  readonly delayMs?: number;
}

/** One request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Empty until the body has arrived in full. */
  readonly body: Buffer;
  /** Which connection it came on, counted from 1. */
  readonly socket: number;
  /** When its headers arrived, as `performance.now()`. */
  readonly at: number;
}

export interface ScriptedUpstream {
  /** `http://127.0.0.1:port`, without a slash. */
  readonly url: string;
  /** Everything that arrived, in order of arrival. */
  readonly requests: readonly SeenRequest[];
  /** Replaces the script: one step per request, and the last step repeats. Without steps, every request gets 200 `ok`. */
  play(...steps: Step[]): void;
  readonly openSockets: number;
  readonly socketsSeen: number;
  /** Destroys every connection, so that requests left hanging end too. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const OK: Answer = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' };

/** A real HTTP server on loopback that plays a script. */
export async function startUpstream(...steps: Step[]): Promise<ScriptedUpstream> {
  const sockets = new Map<Socket, number>();
  const requests: SeenRequest[] = [];
  let script = steps;
  let position = 0;
  let socketsSeen = 0;

  const listener: RequestListener = (request, response) => {
    // The step is taken on arrival, not when the body is in: of two requests at once, the first gets the first step.
    const step = script[Math.min(position++, script.length - 1)] ?? OK;
    const seen = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.alloc(0),
      socket: sockets.get(request.socket) ?? 0,
      at: performance.now(),
    };
    requests.push(seen);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.body = Buffer.concat(chunks);
      perform(step, request, response, seen.body);
    });
  };

  const server = createServer(listener);
  server.on('connection', (socket) => {
    socketsSeen += 1;
    sockets.set(socket, socketsSeen);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server, 0);

  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const socket of sockets.keys()) socket.destroy();
    await closed;
  };

  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    play(...next) {
      script = next;
      position = 0;
    },
    get openSockets() {
      return sockets.size;
    },
    get socketsSeen() {
      return socketsSeen;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A loopback port on which nothing listens. */
export async function deadPort(): Promise<number> {
  for (;;) {
    // Below the ports that the kernel hands out itself: a free port from among those can be given to another test's
    // server in the next moment, and a connection to it can even be given that very port and meet itself.
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createTcpServer();
    try {
      await listen(server, port);
    } catch {
      continue;
    }
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    return port;
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

function perform(step: Step, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const { socket } = request;
  if (typeof step === 'function') step(request, response, body);
  else if (typeof step === 'number') answer(response, { status: step, body: `status ${step}` });
  else if (typeof step === 'object') answer(response, step);
  else if (step === 'reset') socket.resetAndDestroy();
  // A destroyed socket says goodbye with FIN as long as everything that arrived on it was read, and it was.
  else if (step === 'close') socket.destroy();
  else if (step === 'cut') {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 1000 });
    response.write('0123456789', () => socket.destroy());
  } else if (step === 'headers-then-hang') {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('first');
  }
}

function answer(response: ServerResponse, step: Answer): void {
  const send = (): void => {
    response.writeHead(step.status ?? 200, { 'content-type': 'text/plain', ...step.headers });
    response.end(step.body);
  };
  if (step.delayMs === undefined) {
    send();
    return;
  }
  const timer = setTimeout(send, step.delayMs);
  // Without this, a test that gives up on a slow answer would be kept alive by it.
  response.once('close', () => clearTimeout(timer));
}
