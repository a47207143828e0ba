interface Browserish {
  readonly document?: { readonly documentElement?: { readonly lang?: string } };
  readonly navigator?: { readonly language?: string };
}

/** The language of the page, else of the platform, as it says itself: it may be no language at all. */
export function platformLanguage(): string {
  const { document, navigator } = globalThis as Browserish;
  return document?.documentElement?.lang || navigator?.language || 'en';
}
