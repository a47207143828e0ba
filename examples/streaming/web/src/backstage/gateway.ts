import type { Trouble, TroubleKind } from '../../../server/trouble.ts';

// The wire to the gateway's own switches. It is no part of the site that people see, so plain `fetch` will do.

export const begin = (kind: TroubleKind, forMs: number | null): Promise<unknown> => command({ kind, forMs });

export const repair = (): Promise<unknown> => command({ kind: null });

export function watchGateway(listener: (trouble: Trouble | null) => void): void {
  new EventSource('/gateway').addEventListener('message', ({ data }) => listener(JSON.parse(data)));
}

const command = (body: object) =>
  fetch('/gateway', { method: 'POST', body: JSON.stringify(body) }).catch(() => undefined);
