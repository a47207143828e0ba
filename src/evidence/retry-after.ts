/** The form that RFC 9110 asks for, and RFC 1123's with other zones, or with a day of one digit as Java writes it. */
const RFC_1123 =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) (?:GMT|UTC|([+-]\d{4}))$/;
const RFC_850 = /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d:\d\d:\d\d) GMT$/;
const ASCTIME = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d) (\d{4})$/;
/** Without a zone it could mean any of 27 hours, so the zone is required. */
const ISO_8601 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?(?:[Zz]|([+-]\d\d:?\d\d))$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const NUMBER = /^(\d+(?:\.\d+)?)(s|ms)?$/;
/** Numbers this close to an epoch time are points in time. No server asks for a wait of fifty years. */
const PLAUSIBLE_EPOCH_MS = 366 * 86_400_000;

/**
 * How long a `Retry-After` asks us to wait, in ms; `undefined` where it says nothing that we can read.
 * RFC 9110 section 10.2.3, and what servers send besides: fractions, units, epoch times, and dates of other standards.
 *
 * @param nowMs - Epoch ms to measure dates against. `NaN` where no clock is to be trusted: then dates say nothing.
 */
export function retryAfterMs(value: string | null, nowMs: number): number | undefined {
  return longestOf(value, (part) => {
    const [, number, unit] = NUMBER.exec(part) ?? [];
    if (number !== undefined) return numberMs(Number(number), unit, nowMs);
    return Math.max(0, (httpDateMs(part, nowMs) ?? Number.NaN) - nowMs);
  });
}

/** The same of a header that counts in milliseconds, such as `retry-after-ms`. */
export function retryAfterInMs(value: string | null): number | undefined {
  return longestOf(value, (part) => (/^\d+(?:\.\d+)?$/.test(part) ? Number(part) : Number.NaN));
}

/** Two headers arrive merged into one. The longest wait is never earlier than any of them asked for. */
function longestOf(value: string | null, read: (part: string) => number): number | undefined {
  if (value === null) return undefined;
  const parts = value.split(',');
  let longest = 0;
  for (let at = 0; at < parts.length; at++) {
    let part = parts[at]?.trim() ?? '';
    // A comma after the name of a day belongs to the date.
    if (/^[A-Z][a-z]{2,8}$/.test(part)) part += `,${parts[++at]?.trimEnd() ?? ''}`;
    const ms = read(part);
    if (Number.isNaN(ms)) return undefined;
    longest = Math.max(longest, ms);
  }
  return Math.min(longest, Number.MAX_SAFE_INTEGER);
}

function numberMs(number: number, unit: string | undefined, nowMs: number): number {
  if (unit === 'ms') return number;
  if (unit === undefined) {
    for (const epochMs of [number * 1000, number]) {
      if (Math.abs(epochMs - nowMs) <= PLAUSIBLE_EPOCH_MS) return Math.max(0, epochMs - nowMs);
    }
  }
  // 1.1 times 1000 is not 1100 in binary.
  return Math.round(number * 1000);
}

/**
 * Epoch ms of an HTTP date in any of its three forms, of an RFC 1123 date with another zone, or of an ISO 8601 (RFC 3339)
 * date-time; `undefined` for anything else.
 * RFC 9110 section 5.6.7.
 *
 * @param nowMs - Epoch ms that tells the century of a year of two digits.
 */
export function httpDateMs(text: string, nowMs: number): number | undefined {
  const rfc1123 = RFC_1123.exec(text);
  if (rfc1123 !== null)
    return zoned(utcMs(Number(rfc1123[3]), monthOf(rfc1123[2]), rfc1123[1], rfc1123[4]), rfc1123[5]);
  const asctime = ASCTIME.exec(text);
  if (asctime !== null) return utcMs(Number(asctime[4]), monthOf(asctime[1]), asctime[2], asctime[3]);
  const iso = ISO_8601.exec(text);
  if (iso !== null) {
    const ms = zoned(utcMs(Number(iso[1]), Number(iso[2]) - 1, iso[3], iso[4]), iso[6]);
    return ms === undefined ? undefined : ms + Math.floor(Number(`0${iso[5] ?? ''}`) * 1000);
  }
  const rfc850 = RFC_850.exec(text);
  if (rfc850 === null) return undefined;

  // What looks more than 50 years away is meant to be in the past.
  const horizonYear = new Date(nowMs).getUTCFullYear() + 50;
  const year = horizonYear - ((horizonYear - Number(rfc850[3])) % 100);
  const month = monthOf(rfc850[2]);
  const ms = utcMs(year, month, rfc850[1], rfc850[4]);
  const horizonMs = new Date(nowMs).setUTCFullYear(horizonYear);
  return ms !== undefined && ms > horizonMs ? utcMs(year - 100, month, rfc850[1], rfc850[4]) : ms;
}

const monthOf = (name = ''): number => MONTHS.indexOf(name);

function utcMs(year: number, month: number, day = '', time = ''): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  // 60 is a leap second.
  if (month < 0 || month > 11 || hours > 23 || minutes > 59 || seconds > 60) return undefined;
  // Date.UTC would take the year 50 for 1950.
  const midnight = new Date(0).setUTCFullYear(year, month, Number(day));
  if (new Date(midnight).getUTCDate() !== Number(day)) return undefined;
  return midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** What a clock in a zone (`-0500`, `+01:30`; absent for UTC) shows, in UTC. */
function zoned(ms: number | undefined, zone: string | undefined): number | undefined {
  if (ms === undefined || zone === undefined) return ms;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  const offsetMs = (hours * 60 + minutes) * 60_000;
  return zone.startsWith('-') ? ms + offsetMs : ms - offsetMs;
}
