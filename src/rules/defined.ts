/** What may be undefined where it may also be missing. */
type Loose<Value> = { [Name in keyof Value]: Value[Name] | (undefined extends Value[Name] ? undefined : never) };

/** The same, without what is undefined: that counts as left out, and a spread would let it hide a default. */
export const defined = <Value extends object>(value: Loose<Value> | undefined): Value =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, each]) => each !== undefined)) as Value;
