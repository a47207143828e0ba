import { createSocket } from 'node:dgram';

/** A DNS server on loopback that knows no name, or says of every name that it is 127.0.0.1. */
export interface NameServer {
  readonly port: number;
  knowsNames: boolean;
  close(): Promise<void>;
}

const HEADER_BYTES = 12;
const TYPE_A = 1;
/** A pointer to the name asked for, type A, class IN, good for no second at all, four bytes: 127.0.0.1. */
const LOOPBACK = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]);

export async function startNameServer(): Promise<NameServer> {
  const socket = createSocket('udp4');
  const server = {
    port: 0,
    knowsNames: false,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
  socket.on('message', (query, { port, address }) => socket.send(answer(query, server.knowsNames), port, address));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  server.port = socket.address().port;
  return server;
}

function answer(query: Buffer, knowsNames: boolean): Buffer {
  let end = HEADER_BYTES;
  while (query[end]) end += (query[end] ?? 0) + 1;
  const type = query.readUInt16BE(end + 1);
  // Only the question goes back, with neither authorities nor additional records.
  const reply = Buffer.from(query.subarray(0, end + 5));
  const hasAddress = knowsNames && type === TYPE_A;
  reply.writeUInt16BE(0x8400 | (reply.readUInt16BE(2) & 0x0100) | 0x0080 | (knowsNames ? 0 : 3), 2);
  reply.writeUInt16BE(hasAddress ? 1 : 0, 6);
  reply.writeUInt32BE(0, 8);
  return hasAddress ? Buffer.concat([reply, LOOPBACK]) : reply;
}
