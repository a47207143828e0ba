import { spawnSync } from 'node:child_process';
import type { Site } from './site.ts';

/** One gateway: what it is called where, and how it is set up in front of a site. */
export interface Gateway {
  readonly name: string;
  /** The Debian package that it comes in. */
  readonly package: string;
  readonly program: string;
  /** Arguments to which it answers with its version. */
  readonly versionArgs: readonly string[];
  /** Files of its folder, by name. */
  readonly files: (site: Site) => Readonly<Record<string, string>>;
  /** Arguments to run it in the foreground, in that folder. */
  readonly args: (site: Site) => readonly string[];
  /** What it cannot do, or not as freely installed, and why. Modes that need it are left out. */
  readonly lacks: Partial<Record<Ability, string>>;
  /** Turns its maintenance page on or off. */
  readonly setMaintenance?: (site: Site, isOn: boolean) => Promise<void>;
}

/** What some gateways cannot do. */
export type Ability =
  /** Resolve the upstream's name while it runs. */
  | 'dns'
  /** Resolve it with a name server of ours, so that the name can come back. */
  | 'own-dns'
  /** Speak TLS to an upstream. */
  | 'tls'
  /** Limit rates by itself. */
  | 'rate-limit'
  /** End its maintenance while it runs. */
  | 'end-maintenance';

const TOOLS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** System programs may be missing from the path. */
export const GATEWAY_ENV: NodeJS.ProcessEnv = { ...process.env, PATH: [process.env['PATH'], ...TOOLS].join(':') };

/** `nginx/1.22.1`, `Version 5.7`, ...: the version alone; `undefined` where the program is missing. */
export function versionOf({ program, versionArgs }: Gateway): string | undefined {
  const { error, stdout, stderr } = spawnSync(program, versionArgs, { env: GATEWAY_ENV, encoding: 'utf8' });
  if (error !== undefined) return undefined;
  return /\d+(?:\.\d+)+/.exec(`${stdout}${stderr}`)?.[0] ?? 'of an unknown version';
}
