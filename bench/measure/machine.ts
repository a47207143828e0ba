import { cpus } from 'node:os';

export interface Machine {
  readonly node: string;
  readonly v8: string;
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  /** Of the run, as YYYY-MM-DD. */
  readonly date: string;
}

export function machine(): Machine {
  const all = cpus();
  return {
    node: process.versions.node,
    v8: process.versions.v8,
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    platform: `${process.platform} ${process.arch}`,
    date: new Date().toISOString().slice(0, 10),
  };
}

export function machineLine({ node, cpu, cores, platform, date }: Machine): string {
  return `Node ${node}, ${platform}, ${cpu} (${cores} cores), ${date}`;
}
