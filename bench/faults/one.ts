import './virtual-time.ts';
import { contenderOf } from './contenders.ts';
import { runOnce } from './run.ts';
import { SCENARIOS } from './scenarios.ts';

const { peer, setup } = contenderOf(process.argv[2]!);
for (const s of process.argv[3]!.split(',')) {
  const t = process.hrtime.bigint();
  for (const run of SCENARIOS.find((x) => x.id === s)!.runs('quick')) {
    const r = await runOnce(run, (f) => peer.over!(f, setup));
    console.log(s, r.variant, JSON.stringify({ ...r, load: undefined }));
  }
  console.log(s, 'ms', Number(process.hrtime.bigint() - t) / 1e6);
}
