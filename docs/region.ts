/** Between `<!-- name -->` and `<!-- /name -->` of a page stands this text. It is made only where there is such a place. */
export const fillRegion = (page: string, name: string, text: () => string): string =>
  page.replace(
    new RegExp(`^<!-- ${name} -->\\n[\\s\\S]*?^<!-- /${name} -->$`, 'gm'),
    () => `<!-- ${name} -->\n\n${text()}\n\n<!-- /${name} -->`,
  );
