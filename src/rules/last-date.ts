/** The last moment that a `Date` can hold, in epoch ms (ECMA-262, section 21.4.1.1), however long a server asks for. */
export const LAST_DATE = 8.64e15;
