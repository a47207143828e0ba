/** How a call ended for its caller. What has not ended in time counts as `hung`. */
export type Ending = 'well' | 'failed' | 'hung';

/** A read, as its caller saw it. */
export interface Read {
  readonly id: number;
  readonly ending: Ending;
  /** Of the body that was handed over. */
  readonly digest?: string;
}

export interface ReadAccount {
  readonly calls: number;
  /** The whole body, byte for byte. */
  readonly right: number;
  /** Told as a success, with other bytes than the server has. */
  readonly wrong: number;
  readonly failed: number;
  readonly hung: number;
  readonly requestsPerCall: number;
}

export function accountForReads(
  reads: readonly Read[],
  requests: number,
  expected: (id: number) => string,
): ReadAccount {
  const well = reads.filter(({ ending }) => ending === 'well');
  const right = well.filter(({ id, digest }) => digest === expected(id)).length;
  return {
    calls: reads.length,
    right,
    wrong: well.length - right,
    failed: ended(reads, 'failed'),
    hung: ended(reads, 'hung'),
    requestsPerCall: requests / reads.length,
  };
}

/** An order, as its caller saw it. */
export interface Order {
  readonly id: number;
  readonly ending: Ending;
}

/** What the server saw of an order: the requests for it, and the bodies for which it did the work. */
export interface Entry {
  requests: number;
  readonly done: string[];
}

export interface OrderAccount {
  readonly calls: number;
  readonly well: number;
  readonly hung: number;
  /** The work was done more than once. */
  readonly twice: number;
  /** The work was never done. */
  readonly never: number;
  /** Told as a success, and not done with the body that was given. */
  readonly untrue: number;
  /** Bodies that the server took for something else than was given. */
  readonly different: number;
  readonly requestsPerCall: number;
}

export function accountForOrders(
  orders: readonly Order[],
  ledger: ReadonlyMap<number, Entry>,
  expected: (id: number) => string,
): OrderAccount {
  const books = orders.map(({ id, ending }) => {
    const { requests = 0, done = [] } = ledger.get(id) ?? {};
    return { ending, requests, done, right: done.filter((digest) => digest === expected(id)).length };
  });
  const count = (is: (book: (typeof books)[number]) => boolean) => books.filter(is).length;
  return {
    calls: orders.length,
    well: ended(orders, 'well'),
    hung: ended(orders, 'hung'),
    twice: count(({ done }) => done.length > 1),
    never: count(({ done }) => done.length === 0),
    untrue: count(({ ending, right }) => ending === 'well' && right === 0),
    different: sum(books.map(({ done, right }) => done.length - right)),
    requestsPerCall: sum(books.map(({ requests }) => requests)) / orders.length,
  };
}

const ended = (calls: readonly { readonly ending: Ending }[], how: Ending): number =>
  calls.filter(({ ending }) => ending === how).length;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
