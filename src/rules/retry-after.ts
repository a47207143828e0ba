const IMF_FIXDATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) GMT$/;
const RFC_850 = /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d:\d\d:\d\d) GMT$/;
const ASCTIME = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d) (\d{4})$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * How long a `Retry-After` asks us to wait, in ms; `undefined` where it says nothing that we can read.
 * RFC 9110 section 10.2.3.
 *
 * @param nowMs - Epoch ms to measure dates against. `NaN` where no clock is to be trusted: then dates say nothing.
 */
export function retryAfterMs(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  // Two headers arrive merged into one. The longest wait is never earlier than any of them asked for.
  const parts = value.split(',');
  let longest = 0;
  for (let at = 0; at < parts.length; at++) {
    let part = parts[at]?.trim() ?? '';
    // A comma behind the name of a day is the date's own.
    if (/^[A-Z][a-z]{2,8}$/.test(part)) part += `,${parts[++at]?.trimEnd() ?? ''}`;
    const ms = /^\d+$/.test(part) ? Number(part) * 1000 : Math.max(0, (httpDateMs(part, nowMs) ?? Number.NaN) - nowMs);
    if (Number.isNaN(ms)) return undefined;
    longest = Math.max(longest, ms);
  }
  return Math.min(longest, Number.MAX_SAFE_INTEGER);
}

/**
 * Epoch ms of an HTTP date in any of its three forms; `undefined` for anything else.
 * RFC 9110 section 5.6.7.
 *
 * @param nowMs - Epoch ms that tells the century of a year of two digits.
 */
export function httpDateMs(text: string, nowMs: number): number | undefined {
  const imf = IMF_FIXDATE.exec(text);
  if (imf !== null) return utcMs(Number(imf[3]), imf[2], imf[1], imf[4]);
  const asctime = ASCTIME.exec(text);
  if (asctime !== null) return utcMs(Number(asctime[4]), asctime[1], asctime[2], asctime[3]);
  const rfc850 = RFC_850.exec(text);
  if (rfc850 === null) return undefined;

  // What looks more than 50 years away is meant to be in the past.
  const horizonYear = new Date(nowMs).getUTCFullYear() + 50;
  const year = horizonYear - ((horizonYear - Number(rfc850[3])) % 100);
  const ms = utcMs(year, rfc850[2], rfc850[1], rfc850[4]);
  const horizonMs = new Date(nowMs).setUTCFullYear(horizonYear);
  return ms !== undefined && ms > horizonMs ? utcMs(year - 100, rfc850[2], rfc850[1], rfc850[4]) : ms;
}

function utcMs(year: number, monthName = '', day = '', time = ''): number | undefined {
  const month = MONTHS.indexOf(monthName);
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  // 60 is a leap second.
  if (month < 0 || hours > 23 || minutes > 59 || seconds > 60) return undefined;
  // Date.UTC would take the year 50 for 1950.
  const midnight = new Date(0).setUTCFullYear(year, month, Number(day));
  if (new Date(midnight).getUTCDate() !== Number(day)) return undefined;
  return midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
