import type { TroubleKind } from '../../../server/trouble.ts';

/** A button, and what it does to the gateway. */
export interface Act {
  readonly title: string;
  readonly hint: string;
  /** What people get to see of it, said beforehand. */
  readonly expect: string;
  readonly kind: TroubleKind;
  /** `null`: until it is repaired. */
  readonly forMs: number | null;
}

export const ACTS: readonly Act[] = [
  {
    title: 'Hiccup',
    hint: '502 for 300 ms',
    expect: 'Nothing to be seen. What failed is sent again, and answered.',
    kind: 'bad-gateway',
    forMs: 300,
  },
  {
    title: 'Burst',
    hint: '502 for 4 s',
    expect: 'The film plays on from its buffer. Save or comment meanwhile to see a notice.',
    kind: 'bad-gateway',
    forMs: 4_000,
  },
  {
    title: 'Please wait',
    hint: '503, Retry-After 20 s',
    expect: 'The film stops when its buffer is empty. The notice says when the service wants to be back.',
    kind: 'unavailable',
    forMs: 20_000,
  },
  {
    title: 'Lost answers',
    hint: '504 for 20 s',
    expect: 'Save a film: it is saved, but the answer is lost. A comment is sent again, and not doubled.',
    kind: 'gateway-timeout',
    forMs: 20_000,
  },
  {
    title: 'Outage',
    hint: 'No connection, 20 s',
    expect: 'The film plays on for 8 to 10 seconds, waits, and goes on by itself.',
    kind: 'outage',
    forMs: 20_000,
  },
  {
    title: 'Long outage',
    hint: 'Until you repair it',
    expect: 'The film waits for as long as you do. Repair it, and watch it go on by itself.',
    kind: 'outage',
    forMs: null,
  },
  {
    title: 'Slow',
    hint: '7 s late, for 30 s',
    expect: 'Nothing fails. Before long the film has to wait for its next part.',
    kind: 'slow',
    forMs: 30_000,
  },
];

export const OFFLINE = {
  title: 'Offline',
  hint: 'The device, as if',
  expect:
    'The page pretends that this device lost its network. For the real thing, switch to “Offline” in the tools of your browser.',
};

export const STATES: Readonly<Record<TroubleKind, string>> = {
  'bad-gateway': 'Answers 502',
  unavailable: 'Answers 503',
  'gateway-timeout': 'Answers 504',
  outage: 'Cuts every connection',
  slow: 'Answers 7 s late',
};

/** What is to be expected of everything that fails, without steadyfetch. */
export const WITHOUT =
  'What asks meanwhile fails for good. The film says “Something went wrong”, and stops when its buffer is empty.';
