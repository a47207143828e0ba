import { table } from '../measure/table.ts';
import { BodyServer, FRAMINGS, READS } from './body-server.ts';
import { inLanes, letClient } from './children.ts';
import { digestOf } from './content.ts';
import { accountForReads, type ReadAccount } from './ledger.ts';
import { listen } from './listen.ts';

/** What became of a contender's reads, framing by framing. */
export interface ReadRow {
  readonly key: string;
  readonly accounts: readonly ReadAccount[];
}

export async function measureReads(keys: readonly string[], lanes: number): Promise<ReadRow[]> {
  const bodies = new BodyServer();
  const server = await listen((request, response) => bodies.answer(request, response));
  const digests = Array.from({ length: READS }, (_, id) => digestOf(bodies.content(id)));
  const expected = (id: number) => digests[id] as string;
  const rows = await inLanes([...keys.entries()], lanes, async ([run, key]) => {
    const urls = FRAMINGS.map((_, framing) => `${server.url}/${run}/${framing}`);
    const results = await letClient({ contender: key, what: 'reads', urls, calls: READS });
    const accounts = results.map((reads, framing) =>
      accountForReads(reads, bodies.requests(`${run}`, framing), expected),
    );
    return { key, accounts };
  });
  await server.close();
  return rows;
}

export function readTables(rows: readonly ReadRow[]): string {
  return FRAMINGS.map(({ name }, framing) => {
    const cells = rows.map(({ key, accounts }) => {
      const { right, failed, wrong, hung, requestsPerCall } = accounts[framing] as ReadAccount;
      return [key, `${right}`, `${failed}`, `${wrong}`, `${hung}`, `${requestsPerCall.toFixed(2)}x`];
    });
    return `### ${name}\n\n${table(['', 'whole and right', 'failed', 'wrong bytes as success', 'never ended', 'requests per call'], cells)}`;
  }).join('\n\n');
}
