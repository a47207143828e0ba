// Installs Debian packages where they are missing and apt-get is there to do it.
import { spawnSync } from 'node:child_process';
import process from 'node:process';

// The suites start what they need by themselves: no service may start along with its package.
const INSTALL = `
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > "$policy"
    chmod +x "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
`;

// A package that was removed is still known.
const IS_INSTALLED = `dpkg-query --show --showformat '\${db:Status-Status}' "$0" 2>/dev/null | grep -qx installed`;
const isInstalled = (name) => spawnSync('sh', ['-c', IS_INSTALLED, name]).status === 0;

/** Are they all there now? Says so where it fails. */
export function installPackages(...names) {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return true;
  console.log(`Installing ${missing.join(', ')}`);
  const command = [...(process.getuid?.() === 0 ? [] : ['sudo', '-n']), 'sh', '-ec', INSTALL, 'install', ...missing];
  const { status, stdout, stderr, error } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
  if (status !== 0) console.error(`Failed to install ${missing.join(', ')}`, error ?? `${stdout}${stderr}`);
  return status === 0;
}
