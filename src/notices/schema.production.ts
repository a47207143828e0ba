/** Nothing is checked: the build for development has told the app what is wrong with its options. */
export const checkOptions = (): void => {};
export const checkGivenLanguage = (): void => {};
