/** What may be undefined where it may also be missing. */
type Loose<Value> = { [Name in keyof Value]: Value[Name] | (undefined extends Value[Name] ? undefined : never) };

/** The same, without what is undefined. */
export const defined = <Value extends object>(value: Loose<Value>): Value =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Value;
