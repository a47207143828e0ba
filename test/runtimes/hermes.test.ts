import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { everyNotice } from '../../src/notices/every-notice.ts';
import { nodes } from './support/nodes.ts';
import { app, describeProgram, titlesIn } from './support/programs.ts';

// Metro bundles the package with React Native, and Hermes, its engine, runs that.

const notices = [...everyNotice()].filter((_, at) => at % 10 === 0);
await mkdir(join(app, '.cache'), { recursive: true });
await writeFile(join(app, '.cache/notices.json'), JSON.stringify(notices));

const titles = await titlesIn('native/hermes.mjs');
// Metro needs a newer Node than ours.
const node = nodes['24'] ?? '24';
const command =
  (...settings: string[]) =>
  () => [node, join(app, 'native/run.mjs'), ...settings];

describeProgram('React Native for iOS, in Hermes', titles, command('ios'), {
  row: 'React Native 0.88 (Metro, Hermes)',
});
describeProgram('React Native for Android, in Hermes', titles, command('android'));
describeProgram('React Native without the exports of packages', titles, command('ios', '--without-exports'));
