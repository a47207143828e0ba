import { table } from '../measure/table.ts';
import { inLanes, letClient } from './children.ts';
import { digestOf } from './content.ts';
import { accountForOrders, type OrderAccount } from './ledger.ts';
import { listen } from './listen.ts';
import { BODY_KINDS, type BodyKind, kindOf, METHODS, type Method, methodOf, orderText } from './order-bodies.ts';
import { ORDERS, OrderServer } from './order-server.ts';

/** What became of a contender's orders, by method and body. Kinds of bodies that its library does not take are absent. */
export interface OrderRow {
  readonly key: string;
  readonly accounts: Readonly<Record<Method, Partial<Record<BodyKind | 'all', OrderAccount>>>>;
}

export async function measureOrders(keys: readonly string[], lanes: number): Promise<OrderRow[]> {
  const orders = new OrderServer();
  const server = await listen((request, response) => void orders.answer(request, response));
  const expected = (id: number) => digestOf(orderText(id));
  const rows = await inLanes([...keys.entries()], lanes, async ([run, key]) => {
    const [placed = []] = await letClient({
      contender: key,
      what: 'orders',
      urls: [`${server.url}/${run}`],
      calls: ORDERS,
    });
    const account = (method: Method, kinds: readonly BodyKind[]) => {
      const these = placed.filter(({ id }) => methodOf(id) === method && kinds.includes(kindOf(id)));
      return these.length === 0 ? undefined : accountForOrders(these, orders.ledger(`${run}`), expected);
    };
    const byKind = (method: Method) => ({
      all: account(method, BODY_KINDS),
      ...Object.fromEntries(BODY_KINDS.map((kind) => [kind, account(method, [kind])])),
    });
    return {
      key,
      accounts: Object.fromEntries(METHODS.map((method) => [method, byKind(method)])) as OrderRow['accounts'],
    };
  });
  await server.close();
  return rows;
}

const HEAD = ['done twice', 'never done', 'success, not as given', 'other bodies', 'never ended', 'requests per call'];

export function orderTables(rows: readonly OrderRow[]): string {
  return METHODS.map((method) => {
    const cells = rows.map(({ key, accounts: { [method]: byKind } }) => {
      const { twice, never, untrue, different, hung, requestsPerCall } = byKind.all as OrderAccount;
      return [
        key,
        ...BODY_KINDS.map((kind) => share(byKind[kind])),
        ...[twice, never, untrue, different, hung].map(String),
        `${requestsPerCall.toFixed(2)}x`,
      ];
    });
    return `### ${method}\n\n${table(['success with a', ...BODY_KINDS, ...HEAD], cells)}`;
  }).join('\n\n');
}

function share(account: OrderAccount | undefined): string {
  return account === undefined ? '' : `${((100 * account.well) / account.calls).toFixed(0)} %`;
}
