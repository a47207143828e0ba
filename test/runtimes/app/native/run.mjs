// Bundles the app as React Native does, with Metro and its settings, and runs the bundle in Hermes.
// Usage: run.mjs PLATFORM [--without-exports]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Metro from 'metro';

const [platform, setting] = process.argv.slice(2);
const app = join(import.meta.dirname, '..');
const { getDefaultConfig, mergeConfig } = createRequire(import.meta.url)('@react-native/metro-config');

// Files of packages all have one date, by which Metro would take a changed one for the old one.
const fileMapCacheDirectory = mkdtempSync(join(app, '.cache/metro-'));
/** Before React Native 0.79 the `exports` of a package were only read by those who asked for that. */
const resolveRequest = (context, name, ...more) =>
  context.resolveRequest({ ...context, unstable_enablePackageExports: !name.startsWith('steadyfetch') }, name, ...more);
const config = mergeConfig(getDefaultConfig(app), {
  watchFolders: [app],
  fileMapCacheDirectory,
  reporter: { update() {} },
  resolver: setting === '--without-exports' ? { resolveRequest } : {},
});
const options = { entry: 'native/main.mjs', platform, dev: false, minify: false };
const { code, map } = await Metro.runBuild(config, { ...options, sourceMap: true, sourceMapUrl: 'bundle.map' });
rmSync(fileMapCacheDirectory, { recursive: true });

const taken = [...map.matchAll(/node_modules\/(steadyfetch\/dist\/[\w/.-]+)"/g)].map(([, path]) => path);
const notices = JSON.parse(readFileSync(join(app, '.cache/notices.json'), 'utf8'));
const host = readFileSync(join(import.meta.dirname, 'host.js'), 'utf8');
const bundle = join(app, `.cache/native-${platform}.js`);
writeFileSync(bundle, `globalThis.given = ${JSON.stringify({ taken, notices })};\n${host}${code}`);

const machine = { darwin: 'osx', linux: 'linux64', win32: 'win64' }[process.platform];
const hermes = join(app, `node_modules/hermes-engine-cli/${machine}-bin/hermes`);
// Optimized, as the bytecode of a release is. Promises have their turn as in the new architecture of React Native.
const { status } = spawnSync(hermes, ['-O', '-w', '-Xmicrotask-queue', bundle], { stdio: 'inherit' });
process.exitCode = status ?? 1;
