// A page of everything that notices can say in a language of the package, for those who review it.
// Run it with: npx tsx examples/every-notice/main.ts fr > fr.html

import { pageOfNotices } from 'steadyfetch/locales/check';
import { type Catalogue, en } from 'steadyfetch/notices';

const locale = process.argv[2] ?? 'en';
const { [locale.replace('-', '')]: catalogue = en } =
  locale === 'en' ? {} : ((await import(`steadyfetch/locales/${locale}`)) as Record<string, Catalogue>);
process.stdout.write(pageOfNotices(catalogue, locale));
