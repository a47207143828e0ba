// Prints the `integrity` of each file that pages load by a tag, for release notes: `npm run integrity`, after a build.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

for (const name of ['steadyfetch.global.js', 'steadyfetch.service-worker.js']) {
  const hash = createHash('sha384')
    .update(readFileSync(join('dist', name)))
    .digest('base64');
  console.log(`${name} ${version} sha384-${hash}`);
}
