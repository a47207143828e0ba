import { join } from 'node:path';
import { nodes } from './support/nodes.ts';
import { app, describeProgram, titlesIn } from './support/programs.ts';

const programs: [name: string, file: string, versions: string[]][] = [
  ['inner fetches', 'inner-fetches.mjs', ['20', '24']],
  ['polyfilled signals', 'signals.mjs', ['20', '22', '24', '26']],
  ['React Native 0.72', 'react-native.mjs', ['24']],
  ['an engine without crypto', 'no-crypto.mjs', ['20', '24']],
];

for (const [name, file, versions] of programs) {
  for (const version of versions) {
    const node = nodes[version] ?? version;
    const titles = await titlesIn(file, node);
    describeProgram(`${name} on Node ${version}`, titles, (origin) => [node, join(app, 'run.mjs'), file, origin]);
  }
}
