/** `Object.hasOwn`, which Chrome 92, Firefox 90 and Safari 15 do not have. */
export const hasOwn = (object: object, name: PropertyKey): boolean =>
  Object.getOwnPropertyDescriptor(object, name) !== undefined;
