import { OptionsError } from '../index.ts';

/** What a script tag asks for. */
export interface TagOptions {
  readonly notices: boolean;
  /** What users call the site's own server. */
  readonly label: string | undefined;
  /** Address of a catalogue, in full. */
  readonly locale: string | undefined;
  /** Address of a service worker to register, in full. */
  readonly worker: string | undefined;
  /** Whose requests are sent again: the page's own origin comes first. */
  readonly origins: readonly string[];
}

/** A wrong attribute counts as left out, and `complaints` says so: a typing error in HTML must not break a page. */
interface ReadTag {
  readonly options: TagOptions;
  readonly complaints: readonly OptionsError[];
}

/** `docs/without-a-build.md` lists them. */
export const NAMES = ['data-notices', 'data-label', 'data-locale', 'data-origins', 'data-worker'];

/**
 * Reads the attributes of a script tag.
 *
 * @param attributes - By name. Those that do not begin with `data-` are the browser's.
 * @param page - `base` is what addresses on it are relative to.
 */
export function readTag(
  attributes: Readonly<Record<string, string>>,
  page: { readonly origin: string; readonly base: string },
): ReadTag {
  const complaints: OptionsError[] = [];
  const complain = (name: string, value: unknown, allowed: string): undefined => {
    complaints.push(new OptionsError(name, value, allowed));
  };

  const {
    'data-notices': notices,
    'data-label': label,
    'data-locale': locale,
    'data-origins': origins,
    'data-worker': worker,
  } = attributes;
  if (notices) complain('data-notices', notices, 'an attribute without a value');
  for (const [name, value] of Object.entries(attributes)) {
    const meant = NAMES.includes(name) ? undefined : NAMES.find((known) => known.slice(0, 8) === name.slice(0, 8));
    if (meant !== undefined) complain(name, value, `left out: there is no such attribute (did you mean ${meant}?)`);
  }

  const others = (origins ?? '').split(/\s+/).filter((origin) => origin !== '');
  if (origins !== undefined && others.length === 0) complain('data-origins', origins, ORIGINS);
  return {
    options: {
      notices: notices !== undefined,
      label: label?.trim() === '' ? complain('data-label', label, LABEL) : label,
      locale:
        locale === undefined ? undefined : (addressOf(locale, page.base) ?? complain('data-locale', locale, LOCALE)),
      worker: worker === undefined ? undefined : (workerOf(worker, page) ?? complain('data-worker', worker, WORKER)),
      origins: [
        page.origin,
        ...others.flatMap((each) => originOf(each) ?? complain('data-origins', each, ORIGINS) ?? []),
      ],
    },
    complaints,
  };
}

const LABEL = 'what users call your service, such as "Orders"';
const LOCALE = 'the address of a catalogue, such as "/steadyfetch/locales/de.js"';
const WORKER = 'the address of a service worker on this site, such as "/steadyfetch.service-worker.js"';
const ORIGINS = 'origins with a space between them, such as "https://api.example.com"';

function addressOf(locale: string, base: string): string | undefined {
  try {
    const { protocol, href } = new URL(locale, base);
    return locale.trim() !== '' && /^https?:$/.test(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}

function workerOf(worker: string, { base, origin }: { readonly origin: string; readonly base: string }) {
  const address = addressOf(worker, base);
  return address !== undefined && new URL(address).origin === origin ? address : undefined;
}

/** Exactly an origin: what has a path or a user as well was meant otherwise. */
function originOf(given: string): string | undefined {
  try {
    const { protocol, origin, href } = new URL(given);
    return /^https?:$/.test(protocol) && href === `${origin}/` ? origin : undefined;
  } catch {
    return undefined;
  }
}

/** The language of a catalogue, by the name of its file: `pt-BR` of `/locales/pt-BR.js`. */
export function languageOf(locale: string): string | undefined {
  const [file = ''] = new URL(locale).pathname.split('/').slice(-1);
  try {
    return Intl.getCanonicalLocales(file.replace(/\.m?js$/, ''))[0];
  } catch {
    return undefined;
  }
}
