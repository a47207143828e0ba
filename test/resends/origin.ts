import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** One request as it arrived. */
export interface Arrival {
  /** Which call of the engine's fetch it belongs to, from 1: what `x-call` says. */
  readonly call: number;
  readonly method: string;
  /** Its place on its connection, from 1. */
  readonly place: number;
  /** Its idempotency key, if it has one. */
  readonly key: string;
}

export interface KillingOrigin extends AsyncDisposable {
  /** Without a slash. */
  readonly url: string;
}

/**
 * A server of bare sockets that no HTTP library hides anything of.
 *
 * `/kill?id=ID&how=HOW` reads the whole request and then ends the connection without a byte of an answer: `closed` (FIN) or `reset` (RST).
 *
 * `/warm?group=GROUP&count=COUNT` answers once so many requests of a group are here, so that each has a connection of its own, which
 * then stays open.
 *
 * `/cold` ends every other connection, and its own after its answer.
 *
 * `/seen?id=ID`: what arrived under that id, as JSON. Anything else is a file.
 */
export async function openKillingOrigin(files: Readonly<Record<string, string>> = {}): Promise<KillingOrigin> {
  const sockets = new Set<Socket>();
  const arrivals = new Map<string, Arrival[]>();
  const groups = new Map<string, (() => void)[]>();

  const answer = (socket: Socket, body: string, type = 'application/json', connection = 'keep-alive'): void => {
    const head = ['HTTP/1.1 200 OK', `content-type: ${type}; charset=utf-8`, 'cache-control: no-store'];
    head.push(`connection: ${connection}`, `content-length: ${Buffer.byteLength(body)}`, '', '');
    socket.write(head.join('\r\n') + body);
  };

  const handle = (socket: Socket, { method, url, headers }: Head, place: number): void => {
    const of = (name: string): string => url.searchParams.get(name) ?? '';
    const seen = arrivals.get(of('id')) ?? [];
    switch (url.pathname) {
      case '/kill':
        arrivals.set(of('id'), [
          ...seen,
          { call: Number(headers.get('x-call')), method, place, key: headers.get('idempotency-key') ?? '' },
        ]);
        if (of('how') === 'reset') socket.resetAndDestroy();
        else socket.end();
        return;
      case '/warm': {
        const waiting = groups.get(of('group')) ?? [];
        groups.set(of('group'), waiting);
        waiting.push(() => answer(socket, '{}'));
        if (waiting.length === Number(of('count'))) for (const release of waiting) release();
        return;
      }
      case '/cold':
        for (const other of sockets) if (other !== socket) other.resetAndDestroy();
        answer(socket, '{}', undefined, 'close');
        socket.end();
        return;
      case '/seen':
        answer(socket, JSON.stringify(seen));
        return;
      default: {
        const isScript = url.pathname.endsWith('.js');
        answer(socket, files[url.pathname] ?? '', isScript ? 'text/javascript' : 'text/html');
      }
    }
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // What the engine does to a connection that it has given up.
    socket.on('error', () => {});
    let received = '';
    let place = 0;
    socket.setEncoding('latin1').on('data', (chunk) => {
      received += chunk;
      for (let head = readRequest(received); head !== undefined; head = readRequest(received)) {
        received = received.slice(head.length);
        handle(socket, head, ++place);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Head {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Of the whole request, body included. */
  readonly length: number;
}

/** The first request in what was received, if all of it is there. */
function readRequest(received: string): Head | undefined {
  const end = received.indexOf('\r\n\r\n') + 4;
  if (end < 4) return undefined;
  const [line = '', ...fields] = received.slice(0, end - 4).split('\r\n');
  const [method = '', target = '/'] = line.split(' ');
  const headers = new Headers(
    fields.map((field) => [field.slice(0, field.indexOf(':')), field.slice(field.indexOf(':') + 1)]),
  );
  const length = end + Number(headers.get('content-length') ?? 0);
  return received.length < length ? undefined : { method, url: new URL(target, 'http://localhost'), headers, length };
}
