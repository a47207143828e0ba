import { EXPECTED, type Row } from './expected.ts';
import { MODES } from './modes.ts';

const GATEWAYS = Object.keys(EXPECTED);

/** What is recorded of every gateway, as a table for people. */
export function renderTable(): string {
  const versions = GATEWAYS.map((name) => `${name} ${EXPECTED[name]?.recordedWith}`);
  const lines = MODES.map(({ name }) => [name, arrives(name), ...GATEWAYS.map((gateway) => cell(gateway, name))]);
  const header = ['what happens', 'arrives', ...versions];
  return [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const rowsOf = (gateway: string, mode: string): readonly Row[] =>
  EXPECTED[gateway]?.rows.filter((row) => row.mode === mode) ?? [];

/** Does the app get the request? */
function arrives(mode: string): string {
  const seen = new Set(GATEWAYS.flatMap((gateway) => rowsOf(gateway, mode).map((row) => row.seen)));
  if (seen.size !== 1) return 'depends';
  return seen.has(true) ? 'yes' : 'no';
}

function cell(gateway: string, mode: string): string {
  const rows = rowsOf(gateway, mode);
  if (rows.length === 0) return '';
  return rows.map((row) => [row.method, inWords(row)].filter(Boolean).join(' ')).join(', ');
}

function inWords({ status, body, retryAfter }: Row): string {
  if (status === 0) return 'no response';
  return [status, retryAfter ? '+ Retry-After' : '', body === 'whole' ? '' : body].filter(Boolean).join(' ');
}
