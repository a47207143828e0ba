import type { Answer } from './peer.ts';

/** An `Answer` for libraries that do not give a `Response`. It costs nothing until the body is read. */
export function answer(
  status: number,
  headers: Answer['headers'],
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null,
): Answer {
  let response: Response | undefined;
  const whole = () => {
    response ??= new Response(body);
    return response;
  };
  return {
    status,
    ok: status >= 200 && status < 300,
    headers,
    get body() {
      return whole().body;
    },
    text: () => whole().text(),
    arrayBuffer: () => whole().arrayBuffer(),
  };
}

/** Plain header objects, as Node has them. */
export function headersOf(plain: Readonly<Record<string, string | string[] | undefined>>): Answer['headers'] {
  return {
    get(name) {
      const value = plain[name.toLowerCase()];
      return (Array.isArray(value) ? value.join(', ') : value) ?? null;
    },
  };
}
