// The demo: bare fetch beside steadyfetch, in the same bad weather. Run it with `npm run demo`.
import { parseArgs } from 'node:util';
import { callOnce } from './one-call.ts';
import { show } from './show.ts';

const USAGE = `Usage: npm run demo             bare fetch beside steadyfetch, in the same bad weather; 20 seconds
       npm run demo -- URL      one call to that URL through steadyfetch, told as it happens

Exit code: 0 if all went well, 1 if the call to URL failed, 2 if the arguments make no sense.`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let url: string | undefined;
  try {
    const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { help: { type: 'boolean' } } });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    if (positionals.length > 1) throw new Error('One URL at a time, please.');
    url = positionals[0];
    if (url !== undefined && !(/^https?:/i.test(url) && URL.canParse(url))) {
      throw new Error(`"${url}" is not a URL that fetch can call. It has to look like https://example.com/path.`);
    }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }

  // Ctrl-C stops the show, which then ends in its usual way. A second one ends the program as ever.
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  // The same when the reader stops, as with `| head`.
  process.stdout.on('error', onInterrupt);
  try {
    if (url !== undefined) return (await callOnce(url, stop.signal)) ? 0 : 1;
    await show(stop.signal);
    return 0;
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}
