import { type CallReport, createSteadyFetch, reportOf } from 'steadyfetch';
import { paint, Screen } from './terminal.ts';
import { nowLines, storyLine } from './view.ts';
import { Watch } from './watch.ts';
import { BECAUSE, Story, seconds, tell, verdictWords } from './words.ts';

const FRAME_MS = 100;

/** One call, told as it happens, and its report. Resolves to whether the call succeeded. */
export async function callOnce(url: string, signal: AbortSignal): Promise<boolean> {
  const steadyFetch = createSteadyFetch();
  const watch = new Watch();
  const story = new Story();
  const screen = new Screen(80, 10);
  const startedAt = Date.now();
  steadyFetch.subscribe((event) => {
    watch.hear(event);
    story.add(event.at - startedAt, tell(event));
  });
  const draw = (): void =>
    screen.update(story.take().map(storyLine), screen.live ? ['', ...nowLines(watch, steadyFetch.upstreams()[0])] : []);

  screen.update([paint('bold', ` GET ${url}`)], []);
  const frames = setInterval(draw, FRAME_MS);
  let settled: Response | Error;
  try {
    settled = await steadyFetch(url, { signal });
    // The demo is done with the headers; a body left open would keep its connection.
    await settled.body?.cancel();
  } catch (error) {
    settled = error instanceof Error ? error : new Error(String(error));
  } finally {
    clearInterval(frames);
  }
  draw();
  const elapsed = seconds(Date.now() - startedAt);
  steadyFetch.close();

  const report = reportOf(settled);
  const succeeded = settled instanceof Response && settled.ok;
  screen.close([
    '',
    paint(succeeded ? 'green' : 'red', ` ${resultWords(settled, report)} (${elapsed})`),
    ...(report === undefined ? [] : ['', ...reportTable(report)]),
  ]);
  return succeeded;
}

function resultWords(settled: Response | Error, report: CallReport | undefined): string {
  const reason = report === undefined ? '' : `: ${BECAUSE[report.settledBecause]}`;
  if (settled instanceof Response) {
    const what = `${settled.status} ${settled.statusText}`.trim();
    return settled.ok ? `Succeeded: ${what}` : `Failed with ${what}${reason}`;
  }
  if (report?.settledBecause === 'aborted') return 'Stopped by hand';
  const cause = settled.cause instanceof Error ? `, ${settled.cause.message}` : '';
  return `Failed without a response (${settled.message}${cause})${reason}`;
}

function reportTable({ attempts, settledBecause, retryAt, upstream }: CallReport): string[] {
  const row = (...[attempt, waited, took, verdict]: [string, string, string, string]): string =>
    ` ${attempt.padEnd(9)}${waited.padStart(9)}${took.padStart(9)}   ${verdict}`;
  return [
    paint('bold', row('attempt', 'waited', 'took', 'verdict')),
    ...attempts.map(({ attempt, delayMs, elapsedMs, verdict }) =>
      row(
        String(attempt),
        delayMs === undefined ? '' : seconds(delayMs),
        seconds(elapsedMs),
        `${verdictWords(verdict).padEnd(26)}${paint('dim', verdict.evidence.join(' '))}`,
      ),
    ),
    '',
    ` upstream ${upstream}, settled because: ${settledBecause}`,
    ...(retryAt === undefined ? [] : [` trying again makes sense at ${new Date(retryAt).toLocaleTimeString()}`]),
  ];
}
