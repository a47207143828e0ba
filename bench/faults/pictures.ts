import { mkdirSync, writeFileSync } from 'node:fs';
import { byVariant, COLUMNS } from './columns.ts';
import { CONTENDERS } from './contenders.ts';
import { barPlot, loadPlot } from './plot.ts';
import type { Result } from './run.ts';
import type { Done } from './worker.ts';

const FOLDER = new URL('../../docs/images/bench/', import.meta.url);

/** Draws what is to be seen at a glance. Whatever was not run is not drawn. */
export function drawPictures(done: readonly Done[]): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const setup of ['shipped', 'tuned'] as const) {
    for (const [variant, file] of [
      ['502, 100 processes', 'fleet'],
      ['502, one process', 'process'],
    ] as const) {
      const panels = resultsOf(done, 'C2', variant, setup).map(({ name, results }) => ({
        name,
        ours: name === 'steadyfetch',
        result: results[0] as Result,
      }));
      if (panels.length < 2) continue;
      const title = `What an outage of 30 s costs the upstream (${variant}, ${setup})`;
      const subtitle =
        '100 calls a second. Grey: the outage. Dashed: the normal load. Number: requests per call in the outage.';
      write(`outage-${file}-${setup}.svg`, loadPlot(title, subtitle, panels, 100));
    }
  }
  for (const [scenario, variant, file, what] of [
    ['P', '50 %, 100 processes', 'partial', 'every second attempt fails'],
    ['C9', '100 processes', 'flapping', 'the upstream is up for 5 s and down for 5 s'],
  ] as const) {
    const lines = resultsOf(done, scenario, variant, 'shipped').map(({ name, results }) => {
      const value = COLUMNS.success.of(results) ?? 0;
      return { name, ours: name === 'steadyfetch', value, text: COLUMNS.success.show(value) };
    });
    if (lines.length < 2) continue;
    const bare = lines.find(({ name }) => name === 'bare fetch')?.value;
    write(
      `${file}.svg`,
      barPlot(`Calls that succeed while ${what}`, '100 processes, as shipped. Dashed: bare fetch.', lines, bare),
    );
  }
}

function resultsOf(done: readonly Done[], scenario: string, variant: string, setup: string) {
  return CONTENDERS.flatMap(({ key, peer, setup: own }) => {
    if (own !== setup && peer.name !== 'bare fetch') return [];
    const ran = done.filter(({ job }) => job.scenario === scenario && job.contender === key);
    const results = byVariant(ran.flatMap(({ results }) => results)).get(variant);
    return results === undefined ? [] : [{ name: peer.name, results }];
  });
}

const write = (name: string, text: string): void => writeFileSync(new URL(name, FOLDER), text);
