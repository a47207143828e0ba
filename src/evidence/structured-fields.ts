/** Tokens and Strings are both text here: senders mix them up, and no rule of ours needs the difference. */
export type BareItem = string | number | boolean;

/** A member of a List, or of a Dictionary where it has a key. RFC 9651 sections 3.1 and 3.2. */
export interface Member {
  readonly key: string | undefined;
  /** `undefined` where it is an Inner List, which none of the fields that we read has a use for. */
  readonly value: BareItem | undefined;
  readonly parameters: ReadonlyMap<string, BareItem>;
}

/** In characters. No server needs more, and it bounds the work that a hostile one can ask for. */
const MAX_LENGTH = 2048;

const KEY = /^([a-z*][a-z\d_.*-]*)=/;
const PARAMETER = /^; *([a-z*][a-z\d_.*-]*)(=?)/;
/** String, Token, Integer or Decimal, Boolean; and as mere text what is left: Byte Sequence, Date, Display String. */
const BARE_ITEM =
  /^(?:"((?:[ !#-[\]-~]|\\["\\])*)"|([A-Za-z*][\w!#$%&'*+.^`|~:/-]*)|(-?(?:\d{1,12}\.\d{1,3}|\d{1,15})(?![\d.]))|\?([01])|:[\w+/=]*:|@-?\d{1,15}(?![\d.])|%"(?:[ !#$&-~]|%[\da-f]{2})*")/;

/**
 * Reads a List or a Dictionary; `undefined` where it is neither, because a malformed field must be ignored as a whole.
 * RFC 9651 section 4.2.
 */
export function parseMembers(field: string): readonly Member[] | undefined {
  if (field.length > MAX_LENGTH) return undefined;
  const reader = new Reader(field);
  reader.take(/^ */);
  const members: Member[] = [];
  while (true) {
    const key = reader.take(KEY)?.[1];
    const isList = reader.take(/^\( */) !== undefined;
    const value = isList ? reader.skipInnerList() : reader.bareItem();
    if (value === undefined) return undefined;
    const parameters = reader.parameters();
    if (parameters === undefined) return undefined;
    members.push({ key, value: isList ? undefined : value, parameters });
    reader.take(/^[ \t]+/);
    if (reader.rest === '') return members;
    if (reader.take(/^,[ \t]*/) === undefined) return undefined;
  }
}

/** Eats a field from the left. Every pattern is anchored and knows no two ways to match the same text: time is linear. */
class Reader {
  rest: string;

  constructor(field: string) {
    this.rest = field;
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.rest) ?? undefined;
    if (found !== undefined) this.rest = this.rest.slice(found[0].length);
    return found;
  }

  bareItem(): BareItem | undefined {
    const found = this.take(BARE_ITEM);
    if (found === undefined) return undefined;
    const [text, string, token, number, boolean] = found;
    if (string !== undefined) return string.replace(/\\(.)/g, '$1');
    if (number !== undefined) return Number(number);
    return boolean === undefined ? (token ?? text) : boolean === '1';
  }

  parameters(): Map<string, BareItem> | undefined {
    const parameters = new Map<string, BareItem>();
    for (let found = this.take(PARAMETER); found !== undefined; found = this.take(PARAMETER)) {
      const value = found[2] === '' ? true : this.bareItem();
      if (value === undefined) return undefined;
      parameters.set(found[1] as string, value);
    }
    return parameters;
  }

  /** `true` where there is one. */
  skipInnerList(): true | undefined {
    while (this.take(/^\)/) === undefined) {
      if (this.bareItem() === undefined || this.parameters() === undefined) return undefined;
      if (this.take(/^ +/) === undefined && !this.rest.startsWith(')')) return undefined;
    }
    return true;
  }
}
