// One subject in a process of its own. Calls as often as it is asked to, and answers with the processor time of a call, in µs.
import process, { argv, cpuUsage } from 'node:process';
import { SUBJECTS } from './subjects.ts';

const [, , name = '', server] = argv;
const subject = SUBJECTS[name];
if (subject === undefined) throw new RangeError(`there is no ${name}`);

const answer = new Response(null);
const call = subject(server === undefined ? async () => answer : undefined);
const url = `${server ?? 'https://shop.example.com'}/catalogue`;

process.on('message', async (calls: number) => {
  const before = cpuUsage();
  for (let made = 0; made < calls; made++) {
    const response = await call(url);
    if (server !== undefined) await response.text();
  }
  const { user, system } = cpuUsage(before);
  process.send?.((user + system) / calls);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
