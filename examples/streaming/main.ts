// A small video site with a gateway that you can break. Run it with `npm run example:streaming`.
import { parseArgs } from 'node:util';
import { startSite } from './site.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4173' } } });
const port = Number(values.port);

try {
  const site = await startSite({ port });
  console.log(`Steady TV is on.

  React and sonner            ${site.url}/
  no framework, own renderer  ${site.url}/plain.html

Ctrl-C ends it.`);
  process.once('SIGINT', () => void site.close());
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EADDRINUSE' && code !== 'ERR_SOCKET_BAD_PORT') throw error;
  const problem = code === 'EADDRINUSE' ? `Port ${port} is taken.` : `"${values.port}" is no port.`;
  console.error(`${problem} Try another one: npm run example:streaming -- --port ${(port || 4173) + 1}`);
  process.exitCode = 1;
}
