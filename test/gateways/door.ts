import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A port in front of another one: nothing listens there, or it lets connections through, or it slams on them. */
export class Door {
  readonly #behind: number;
  #port: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #slams = false;

  /** Without a port of its own, it takes a free one when it opens. */
  constructor(behind: number, port = 0) {
    this.#behind = behind;
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    this.#slams = false;
    await this.#listen();
  }

  /** Closes every connection at once, before a byte of it was read. */
  async slam(): Promise<void> {
    this.#slams = true;
    await this.#listen();
  }

  async shut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server !== undefined) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async #listen(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((socket) => (this.#slams ? socket.destroy() : this.#pass(socket)));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  #pass(socket: Socket): void {
    const onward = connect(this.#behind, '127.0.0.1');
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.resetAndDestroy());
      one.once('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
