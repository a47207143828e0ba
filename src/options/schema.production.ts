/** Nothing is checked: the build for development has told the app what is wrong with its options. */
export const checkUpstreamOptions = (): void => {};
export const checkClientOptions = (): void => {};
export const checkCallOptions = (): void => {};
