import { OptionsError } from '../model/errors.ts';
import { hasOwn } from '../rules/has-own.ts';

/** Throws an `OptionsError` when the value is not allowed. */
export type Check = (value: unknown, path: string) => void;

const allowing =
  (allowed: string, isAllowed: (value: unknown) => boolean): Check =>
  (value, path) => {
    if (!isAllowed(value)) throw new OptionsError(path, value, allowed);
  };

const isNumber = (value: unknown): value is number => typeof value === 'number' && !Number.isNaN(value);
const between = (value: unknown, min: number, max: number): boolean => isNumber(value) && value >= min && value <= max;

export const wholeNumber = (min: number, max: number): Check =>
  allowing(`a whole number from ${min} to ${max}`, (value) => between(value, min, max) && Number.isInteger(value));

export const numberFrom = (min: number, max: number): Check =>
  allowing(
    max === Number.POSITIVE_INFINITY ? `a number of at least ${min}` : `a number from ${min} to ${max}`,
    (value) => between(value, min, max) && Number.isFinite(value),
  );

export const milliseconds: Check = allowing('a number of milliseconds, 0 or more', (value) =>
  between(value, 0, Number.MAX_SAFE_INTEGER),
);

export const timeLimit: Check = allowing(
  'a number of milliseconds above 0, or Infinity for no limit',
  (value) => isNumber(value) && value > 0,
);

export const aFunction: Check = allowing('a function', (value) => typeof value === 'function');
export const aBoolean: Check = allowing('true or false', (value) => typeof value === 'boolean');
export const aString: Check = allowing(
  'a string that is not empty',
  (value) => typeof value === 'string' && value !== '',
);
export const strings: Check = allowing(
  'a list of strings',
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
);

export const oneOf = (...values: readonly unknown[]): Check =>
  allowing(values.map((value) => JSON.stringify(value)).join(' or '), (value) => values.includes(value));

/** An object with these methods, such as a clock. Other members are allowed. */
export const port = (...methods: readonly string[]): Check =>
  allowing(
    `an object with the methods ${methods.join(', ')}`,
    (value) =>
      isObject(value) && methods.every((method) => typeof (value as Record<string, unknown>)[method] === 'function'),
  );

/** One of the literal values, or whatever `otherwise` allows. */
export const orElse =
  (literals: readonly unknown[], otherwise: Check): Check =>
  (value, path) => {
    if (!literals.includes(value)) otherwise(value, path);
  };

/** An object with these options and no others. `undefined` counts as left out. */
export const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, path) => {
    if (!isObject(value)) throw new OptionsError(path, value, 'an object');
    for (const [name, member] of Object.entries(value)) {
      const memberPath = path === 'options' ? name : `${path}.${name}`;
      const check = hasOwn(checks, name) ? checks[name] : undefined;
      if (check === undefined) throw new OptionsError(memberPath, member, `left out: ${noSuchOption(name, checks)}`);
      if (member !== undefined) check(member, memberPath);
    }
  };

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What other libraries call the number of attempts. Most count without the first one, so the hint says what is counted. */
const MAX_ATTEMPTS = /^(?:max)?(?:retries|attempts|tries)$|^limit$/i;

function noSuchOption(name: string, checks: Readonly<Record<string, Check>>): string {
  const known = Object.keys(checks);
  const path = ['maxAttempts', 'retry'].find((key) => hasOwn(checks, key));
  if (path !== undefined && MAX_ATTEMPTS.test(name)) {
    return `there is no such option (did you mean ${path === 'retry' ? 'retry.maxAttempts' : path}, which counts the first request too?)`;
  }
  const alike = known.find((key) => key.toLowerCase().startsWith(name.slice(0, 4).toLowerCase()));
  return `there is no such option (${alike === undefined ? `known: ${known.join(', ')}` : `did you mean ${alike}?`})`;
}
