import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gateway } from '../gateway.ts';

/** Passes everything, as it does with whatever a cache must not answer. */
export const varnish: Gateway = {
  name: 'varnish',
  package: 'varnish',
  program: 'varnishd',
  versionArgs: ['-V'],
  lacks: {
    dns: 'it resolves names when it loads its configuration, and refuses one with a name that it cannot resolve',
    'own-dns': 'the same',
    tls: 'it speaks no TLS to backends',
    'rate-limit': 'it needs a module that the package lacks',
  },
  args: ({ folder, port }) => [
    ...['-F', '-n', join(folder, 'work'), '-a', `127.0.0.1:${port}`, '-f', join(folder, 'site.vcl')],
    ...['-T', 'none', '-s', 'malloc,10m', '-p', 'connect_timeout=1', '-p', 'first_byte_timeout=1'],
    ...['-p', 'between_bytes_timeout=1'],
  ],
  setMaintenance: (site, isOn) =>
    isOn ? writeFile(join(site.folder, 'maintenance'), '') : rm(join(site.folder, 'maintenance'), { force: true }),
  files: ({ folder, appPort, doors }) => {
    const backend = (name: string, port: number, more = '') =>
      `backend ${name} { .host = "127.0.0.1"; .port = "${port}"; ${more} }`;
    const probe = '.probe = { .url = "/"; .interval = 200ms; .window = 1; .threshold = 1; .initial = 0; }';
    const routes = ['stale', 'refused', 'slammed'];
    return {
      'site.vcl': `
        vcl 4.1;
        import directors;
        import std;
        ${backend('app', appPort)}
        ${backend('stale', appPort)}
        ${backend('refused', doors.refused.port)}
        ${backend('slammed', doors.slammed.port)}
        ${backend('one', doors.pool[0].port, probe)}
        ${backend('two', doors.pool[1].port, probe)}
        sub vcl_init {
          new pool = directors.round_robin();
          pool.add_backend(one);
          pool.add_backend(two);
        }
        sub vcl_recv {
          set req.backend_hint = app;
          ${routes.map((name) => `if (req.url ~ "^/${name}/") { set req.backend_hint = ${name}; }`).join('\n          ')}
          if (req.url ~ "^/pool/") { set req.backend_hint = pool.backend(); }
          if (req.url ~ "^/maintenance-" && std.file_exists("${folder}/maintenance")) { return (synth(503)); }
          return (pass);
        }
        sub vcl_synth {
          # What Varnish would do by itself comes after this, and would replace our Retry-After by its own.
          if (req.url ~ "^/maintenance-seconds/") { set resp.http.Retry-After = "5"; return (deliver); }
          if (req.url ~ "^/maintenance-date/") {
            set resp.http.Retry-After = "Wed, 31 Dec 2036 23:59:59 GMT";
            return (deliver);
          }
        }
      `,
    };
  },
};
