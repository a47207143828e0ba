import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeCall } from '../../cli/call.ts';
import { type Explanation, explain } from '../../cli/explain.ts';
import { explanationText, plain } from '../../cli/print.ts';
import type { Subject } from '../../cli/subject.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { normalized } from '../explain/command.ts';
import type { Mode } from './break.ts';
import { type Method, through } from './exchange.ts';
import { type Gateway, versionOf } from './gateway.ts';
import { MODES } from './modes.ts';
import { runGateway, type Setup } from './run-gateway.ts';
import { CALL_ID, TENANT } from './site.ts';

interface Explained {
  readonly title: string;
  readonly mode: Mode;
  readonly subject: Subject;
  readonly explanation: Explanation;
  /** How often the app has got the request. */
  readonly deliveries: () => number;
}

const explainThrough = (setup: Setup, mode: Mode, method: Method): Promise<Explained> =>
  through(setup.site.port, async ({ id, origin }) => {
    const repair = await mode.break(setup, { id, origin });
    const headers = Object.entries({ [CALL_ID]: id, [TENANT]: id, ...mode.headers });
    const body = method === 'POST' ? { body: 'an order' } : {};
    const subject = await makeCall(
      { method, url: origin + mode.path, headers, ...body },
      { attempts: 1, timeoutMs: 20_000, clock: systemClock(), signal: new AbortController().signal },
    );
    await repair().catch(() => {});
    const deliveries = () => setup.site.deliveries(id).length;
    return { title: `${method}, ${mode.name}`, mode, subject, explanation: explain(subject), deliveries };
  });

/** Answers that the app wrote itself, and the gateway passed on. */
const isOfApp = ({ mode }: Explained): boolean => / of the app/.test(mode.name);
/** Faults that no wait repairs, although what caused them can be set right by the operator. */
const isLasting = ({ mode }: Explained): boolean =>
  mode.fate === 'stays' || mode.name === 'unknown host' || mode.name === 'garbage';

/** What `steadyfetch explain` says in front of a real gateway: a file to be read, and claims that are compared with what happened. */
export function describeExplanations(gateway: Gateway): void {
  const isThere = versionOf(gateway) !== undefined;
  describe.skipIf(!isThere && !process.env['CI'])(`explanations through ${gateway.name}`, () => {
    let setup: Setup;
    const all: Explained[] = [];
    beforeAll(async () => {
      setup = await runGateway(gateway);
      for (const mode of MODES.filter(({ needs }) => needs === undefined || !(needs in gateway.lacks))) {
        for (const method of ['GET', 'POST'] as const) all.push(await explainThrough(setup, mode, method));
      }
    }, 240_000);
    afterAll(() => setup?.close());

    test('read as they were reviewed', async () => {
      const groups = new Map<string, string[]>();
      // Of a POST, these show all that differs.
      const shown = all.filter(({ title }) => /^GET|, (?:refused|hang|cut by length)$/.test(title));
      for (const { title, subject } of shown) {
        const [, ...lines] = normalized(explanationText([subject], plain)).split('\n');
        // Of a date, less is left with every second.
        const text = lines
          .join('\n')
          .replace(/asks to wait [\d,]+ (?:second|day)s?/, 'asks to wait <time>')
          .replace(/^ {2}Request: .*$/m, '');
        groups.set(text, [...(groups.get(text) ?? []), title]);
      }
      const texts = [...groups].map(([text, titles]) => `### ${titles.join('; ')}\n\n${text}`);
      await expect(texts.join('\n')).toMatchFileSnapshot(`explained/${gateway.name}.txt`);
    });

    const wrong = (isWrong: (explained: Explained) => boolean): string[] =>
      all.filter(isWrong).map(({ title, explanation }) => `${title}: ${JSON.stringify(explanation)}`);

    test('name this gateway where they name one, and never for what the app wrote', () => {
      const named = all.filter(({ subject }) => subject.verdict.gateway !== undefined);
      expect(named.length).toBeGreaterThan(5);
      expect(wrong(({ subject }) => ![undefined, gateway.name].includes(subject.verdict.gateway))).toEqual([]);
      expect(
        wrong((each) => isOfApp(each) && /signed like|At the gateway/.test(JSON.stringify(each.explanation))),
      ).toEqual([]);
    });

    test('look for the fault at the service, never at the caller or at the connection to the gateway', () => {
      const answered = (each: Explained) => each.mode.fate !== 'healthy' && 'status' in each.subject.verdict;
      const blamesCaller = ({ subject, explanation }: Explained) =>
        // A limit of rates is no fault of either side, and says so.
        subject.verdict.kind !== 'rate-limited' && !/^At /.test(explanation.side);
      expect(wrong((each) => answered(each) && each.subject.verdict.kind !== 'ok' && blamesCaller(each))).toEqual([]);
    });

    test('say of no request that it did not arrive which arrived, or the other way round', () => {
      expect(
        wrong(
          ({ explanation, deliveries }) =>
            /^No/.test(explanation.arrived) && !/^Nothing/.test(explanation.arrived) && deliveries() > 0,
        ),
      ).toEqual([]);
      expect(wrong(({ explanation, deliveries }) => explanation.arrived === 'Yes.' && deliveries() === 0)).toEqual([]);
    });

    test('say of no trouble that passes that it does not', () => {
      expect(wrong((each) => !isLasting(each) && each.explanation.passes.includes('Not by itself.'))).toEqual([]);
    });

    test('let no trouble look like a good answer, and no good answer like trouble', () => {
      const isHidden = ({ mode }: Explained) => mode.name === 'garbage' || mode.name === 'closed when reused';
      expect(
        wrong((each) => !isHidden(each) && (each.mode.fate === 'healthy') !== (each.subject.verdict.kind === 'ok')),
      ).toEqual([]);
    });
  });
}
