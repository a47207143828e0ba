import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gateway } from '../gateway.ts';

const MODULES = [
  ...['mpm_event', 'authz_core', 'headers', 'rewrite', 'ssl', 'slotmem_shm'],
  ...['proxy', 'proxy_http', 'proxy_balancer', 'lbmethod_byrequests'],
];
const LIMITS = 'retry=0 timeout=1 connectiontimeout=1';

export const apache: Gateway = {
  name: 'apache',
  package: 'apache2',
  program: 'apache2',
  versionArgs: ['-v'],
  lacks: {
    'own-dns': 'it asks the name servers of the machine',
    'rate-limit': 'it has no module that limits requests by their rate',
  },
  // One process in the foreground.
  args: ({ folder }) => ['-X', '-d', folder, '-f', join(folder, 'apache.conf')],
  setMaintenance: (site, isOn) =>
    isOn ? writeFile(join(site.folder, 'maintenance'), '') : rm(join(site.folder, 'maintenance'), { force: true }),
  files: ({ folder, port, appPort, doors }) => {
    const pass = (name: string, to: string) => `ProxyPass "/${name}/" "${to}/${name}/" ${LIMITS}`;
    const app = `http://127.0.0.1:${appPort}`;
    return {
      'apache.conf': `
        ${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n        ')}
        ServerName gateway.test
        Listen 127.0.0.1:${port}
        PidFile ${folder}/apache.pid
        DefaultRuntimeDir ${folder}
        Mutex file:${folder} default
        ErrorLog /dev/stderr
        ${process.getuid?.() === 0 ? 'User www-data\n        Group www-data' : ''}

        RewriteEngine On
        RewriteCond ${folder}/maintenance -f
        RewriteRule ^/maintenance- - [R=503,L]
        Header always set Retry-After 5 "expr=%{REQUEST_STATUS} == 503 && %{REQUEST_URI} =~ m#^/maintenance-seconds/#"
        Header always set Retry-After "Wed, 31 Dec 2036 23:59:59 GMT" "expr=%{REQUEST_STATUS} == 503 && %{REQUEST_URI} =~ m#^/maintenance-date/#"

        SSLProxyEngine On
        <Proxy "balancer://pool">
          ${doors.pool.map((door) => `BalancerMember http://127.0.0.1:${door.port} retry=1 timeout=1 connectiontimeout=1`).join('\n          ')}
        </Proxy>
        ProxyPass "/pool/" "balancer://pool/pool/"
        ${pass('app', app)}
        ${pass('stale', app)}
        ${pass('maintenance-seconds', app)}
        ${pass('maintenance-date', app)}
        ${pass('refused', `http://127.0.0.1:${doors.refused.port}`)}
        ${pass('slammed', `http://127.0.0.1:${doors.slammed.port}`)}
        ${pass('dns', `http://no-such-host.invalid:${appPort}`)}
        ${pass('tls', `https://127.0.0.1:${appPort}`)}
      `,
    };
  },
};
