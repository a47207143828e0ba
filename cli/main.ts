import { Command, CommanderError, Option } from 'commander';
import type { Clock } from '../src/index.ts';
import { isSafe } from '../src/notices/track/cause.ts';
import { type CallSettings, makeCall, type Sent } from './call.ts';
import { parseCurl } from './curl.ts';
import { EXIT, type ExitCode, UsageError } from './exit-codes.ts';
import { groupsOf, readHar } from './har.ts';
import { explanationData, explanationText, inColor, plain } from './print.ts';
import { progress } from './progress.ts';
import { oneLine, redactHeader, redactUrl } from './redact.ts';
import type { Subject } from './subject.ts';
import { watch } from './watch.ts';

export interface Out {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** What the command needs of the process around it. */
export interface Io {
  readonly stdout: Out;
  readonly stderr: Out;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

interface Given {
  readonly method?: string;
  readonly header: readonly string[];
  readonly data?: string;
  readonly attempts: number;
  readonly timeout: number;
  readonly json?: true;
  readonly watch?: true;
  readonly har?: string;
  readonly curl?: string;
  readonly send?: true;
}

/** Runs the command, and returns the code to exit with. */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.usage;
  const program = commands(io, async (url, given) => {
    code = await explainAny(url, given, io);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (io.signal.aborted) {
      io.stderr.write('Interrupted.\n');
      return EXIT.interrupted;
    }
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.well : EXIT.usage;
    if (!(error instanceof UsageError)) throw error;
    io.stderr.write(`error: ${error.message}\n`);
    return EXIT.usage;
  }
}

function commands(io: Io, act: (url: string | undefined, given: Given) => Promise<void>): Command {
  const program = new Command('steadyfetch')
    .description('Says in plain words why a request failed.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(withoutSecrets(text)),
    });
  program
    .command('explain')
    .description('explains what a request comes to: whose side it is on, whether it will pass, and what to do')
    .argument('[url]', 'what to ask, by http or https')
    .option('-X, --method <method>', 'the method (default: GET, or POST with --data)')
    .option(
      '-H, --header <name: value>',
      'a header; may be repeated',
      (header, before: string[]) => [...before, header],
      [],
    )
    .option('-d, --data <text>', 'the body')
    .addOption(number('--attempts <count>', 'requests that are sent at most', 4, 1, 20))
    .addOption(number('--timeout <seconds>', 'time limit of each of them', 30, 0.001, 600))
    .option('--watch', 'asks again, politely, until it answers well; then rings the bell')
    .option('--json', 'prints one object instead of text')
    .option('--har <file>', 'explains the failed requests in a HAR file of a browser')
    .option('--curl <command>', 'explains what "Copy as cURL" of a browser has copied (the form for bash)')
    .option('--send', 'lets --curl send what is not GET or HEAD')
    .addHelpText(
      'after',
      `
Exit codes:
  0    it answers well (less than 400)
  1    it fails, and that is likely to pass
  2    wrong usage, or a file that cannot be read
  3    it fails, and that does not pass by itself
  130  interrupted`,
    )
    .action(act);
  return program;
}

/** What was typed by mistake is repeated, and may hold a secret behind its name. */
const withoutSecrets = (text: string): string =>
  text.replace(/(--?[\w-]+)=[^\n]*/g, "$1=…'").replace(/https?:\/\/[^\s']+/g, redactUrl);

function number(flags: string, description: string, preset: number, least: number, most: number): Option {
  return new Option(flags, description).default(preset).argParser((text) => {
    const value = Number(text);
    const isWhole = least < 1 || Number.isInteger(value);
    if (text.trim() !== '' && isWhole && value >= least && value <= most) return value;
    throw new UsageError(`${flags.split(' ')[0]} must be a number from ${least} to ${most}`);
  });
}

async function explainAny(url: string | undefined, given: Given, io: Io): Promise<ExitCode> {
  const { har, curl } = given;
  const sources = [url, har, curl].filter((each) => each !== undefined);
  if (sources.length !== 1) throw new UsageError('it takes one of these: a URL, --har or --curl');
  if (har !== undefined) return explainHar(har, given, io);
  if (curl === undefined) {
    if (given.send) throw new UsageError('--send is for --curl; a URL is always asked');
    return explainCall(requestOf(url as string, given), given, io);
  }
  refuse(given, 'with --curl, which has it in its command', ['method', 'header', 'data']);
  const sent = parseCurl(curl);
  if (isSafe(sent.method) || given.send) return explainCall(sent, given, io);
  io.stdout.write(`${requestText(sent)}\n`);
  throw new UsageError(`nothing was sent: a ${sent.method} may change something. With --send it is sent`);
}

function refuse(given: Given, why: string, names: readonly (keyof Given)[]): void {
  const found = names.find((name) => given[name] !== undefined && `${given[name]}` !== '');
  if (found !== undefined) throw new UsageError(`--${found} has no meaning ${why}`);
}

async function explainHar(path: string, given: Given, io: Io): Promise<ExitCode> {
  refuse(given, 'with --har: nothing is sent', ['method', 'header', 'data', 'watch', 'send']);
  const { requests, failed, cancelled, unreadable } = await readHar(path);
  const code = exitCodeOf(failed);
  const complaints = unreadable.slice(0, MOST_COMPLAINTS).map((each) => `${quoted(path)}: ${each}\n`);
  if (unreadable.length > 0)
    io.stderr.write(`${complaints.join('')}${unreadable.length} entries cannot be read, and are left out.\n`);
  if (!given.json) {
    const broken = cancelled === 0 ? '' : `; the page itself broke off ${cancelled} more`;
    io.stdout.write(`${quoted(path)}: ${failed.length} of ${requests} requests failed${broken}.\n\n`);
  }
  show(groupsOf(failed), code, given, io);
  return code;
}

const MOST_COMPLAINTS = 5;

async function explainCall(sent: Sent, given: Given, io: Io): Promise<ExitCode> {
  const isWatch = given.watch === true;
  if (isWatch && !isSafe(sent.method))
    throw new UsageError(`--watch asks again and again, so it takes GET or HEAD, no ${sent.method}`);
  const settings = settingsOf(given, io);
  const first = await makeCall(sent, settings);
  io.signal.throwIfAborted();
  if (!isWatch || first.verdict.kind === 'ok') {
    const code = exitCodeOf([first]);
    show([[first]], code, given, io);
    return code;
  }
  if (!given.json) show([[first]], EXIT.passes, given, io);
  const { clock, signal } = io;
  const ask = () => makeCall(sent, { ...settings, attempts: 1 });
  const say = (line: string): void => void (given.json ? io.stderr : io.stdout).write(`${line}\n`);
  const last = await watch(first, { clock, signal, ask, say });
  if (given.json) show([[first], [last]], EXIT.well, given, io);
  if (io.stderr.isTTY) io.stderr.write('\u0007');
  return EXIT.well;
}

/** What would be sent, without secrets. */
const requestText = ({ method, url, headers, body }: Sent): string =>
  [
    `${method} ${redactUrl(url)}`,
    ...headers.map(([name, value]) => redactHeader(name, value)),
    ...(body === undefined ? [] : ['', `a body of ${Buffer.byteLength(body)} bytes`]),
    '',
  ].join('\n');

function requestOf(url: string, { method, header, data }: Given): Sent {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError('the URL must begin with http:// or https://');
  const headers = header.map((text): [string, string] => {
    const at = text.indexOf(':');
    if (at < 1) throw new UsageError('--header must be "Name: value"');
    return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  });
  const asked = (method ?? (data === undefined ? 'GET' : 'POST')).toUpperCase();
  if (data !== undefined && /^(?:GET|HEAD)$/.test(asked)) throw new UsageError(`a ${asked} has no --data`);
  return { method: asked, url, headers, ...(data === undefined ? {} : { body: data }) };
}

const settingsOf = ({ attempts, timeout, json }: Given, { clock, signal, stderr }: Io): CallSettings => ({
  attempts,
  timeoutMs: timeout * 1_000,
  clock,
  signal,
  ...(stderr.isTTY === true && !json ? { onEvent: progress(stderr) } : {}),
});

/** Of several, the gravest. */
function exitCodeOf(subjects: readonly Subject[]): ExitCode {
  const failed = subjects.filter(({ verdict }) => verdict.kind !== 'ok');
  if (failed.length === 0) return EXIT.well;
  return failed.every(({ verdict }) => verdict.transient) ? EXIT.passes : EXIT.stays;
}

function show(groups: readonly (readonly Subject[])[], exitCode: ExitCode, { json }: Given, io: Io): void {
  if (json) {
    const explained = groups.flat().map(explanationData);
    io.stdout.write(`${JSON.stringify({ exitCode, explained }, undefined, 2)}\n`);
    return;
  }
  const { NO_COLOR, TERM } = io.env;
  const isColored = io.stdout.isTTY === true && !NO_COLOR && TERM !== 'dumb';
  for (const group of groups) io.stdout.write(`${explanationText(group, isColored ? inColor : plain)}\n`);
}

/** For messages that name a file. */
const quoted = (text: string): string => oneLine(text, 100);
