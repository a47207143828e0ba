import { waitFor } from './in-page.ts';

/** One browser that is driven over the W3C WebDriver protocol. */
export interface Session {
  goto(url: string): Promise<void>;
  /** Runs the source of a function in the page, also under a strict policy, and waits for what it promises. */
  evaluate(source: string, argument: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** A page may think this long about one script. */
const SCRIPT_MS = 60_000;

/** Waits until the driver is up, and lets it start its browser. */
export async function openSession(driver: string, timeoutMs: number): Promise<Session> {
  const send = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(driver + path, init);
    const { value } = (await response.json()) as { value: { error?: string; message?: string; sessionId?: string } };
    if (value?.error !== undefined) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  const isUp = () =>
    fetch(`${driver}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitFor(isUp, 'a WebDriver', timeoutMs);
  const capabilities = { alwaysMatch: { timeouts: { script: SCRIPT_MS } } };
  const { sessionId } = (await send('POST', '/session', { capabilities })) as { sessionId: string };
  const path = `/session/${sessionId}`;
  return {
    goto: async (url) => void (await send('POST', `${path}/url`, { url })),
    evaluate: async (source, argument) => {
      const script = `const answer = arguments[1];
        Promise.resolve(arguments[0]).then(${source}).then(
          (value) => answer({ value: JSON.stringify(value) }),
          (error) => answer({ error: String(error) }),
        );`;
      const sent = { script, args: [argument ?? null] };
      const { value, error } = (await send('POST', `${path}/execute/async`, sent)) as {
        value?: string;
        error?: string;
      };
      if (error !== undefined) throw new Error(error);
      return value === undefined ? undefined : JSON.parse(value);
    },
    close: async () => void (await send('DELETE', path)),
  };
}
