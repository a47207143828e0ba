// What the consumers' suite needs, from a fresh clone: the package as it is published, under a name of its own for each content, so
// that package managers notice a new one; and the Nodes.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath, versions } from 'node:process';
import { cache, root, run } from '../../.ci/count.mjs';
import { nodeProgram } from '../../.ci/matrix.mjs';
import { pack } from '../../.ci/pack.mjs';

const digestOf = (content) => createHash('sha256').update(content).digest('hex').slice(0, 12);
if (run('npm', ['run', 'build']) !== 0) throw new Error('Failed to build');
// Outside of the project: what a consumer lacks is not found in a folder above it.
const folder = join(tmpdir(), `steadyfetch-consumers-${digestOf(root)}`);
const packed = pack(folder).tarball;
const tarball = join(folder, `steadyfetch-${digestOf(readFileSync(packed))}.tgz`);
renameSync(packed, tarball);

const [major] = versions.node.split('.');
const nodes = Object.fromEntries(
  [20, 24, 26].map((each) => [each, String(each) === major ? execPath : nodeProgram(each)]),
);
writeFileSync(join(cache, 'consumers.json'), JSON.stringify({ folder, tarball, nodes }));
