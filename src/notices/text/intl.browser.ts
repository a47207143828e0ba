/** Every browser that we support has all of it. */
export const intl = (): typeof Intl => Intl;
