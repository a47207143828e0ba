#!/usr/bin/env node
// Writes the page that a gateway or CDN shows while the site behind it does not answer.
import { parseArgs } from 'node:util';
import { outagePage } from 'steadyfetch/service-worker';

const USAGE = `steadyfetch-page [--label Shop] [--languages en,de] [--after-sending]   prints a page for 502, 503 and 504

--label          what people call the site
--languages      one or more, one after the other on the page; en where it is left out
--after-sending  for requests that are not GET: does not ask again, and says that the outcome is unknown`;

const fail = (message) => {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(2);
};

/** The arguments, with what is wrong with them in the words of this command. */
function read() {
  try {
    const options = { label: { type: 'string' }, languages: { type: 'string', default: 'en' } };
    return parseArgs({ options: { ...options, 'after-sending': { type: 'boolean' }, help: { type: 'boolean' } } })
      .values;
  } catch (error) {
    return fail(error.message);
  }
}

const { label, languages, 'after-sending': isSent, help } = read();
if (help) {
  console.log(USAGE);
} else {
  try {
    const about = isSent ? 'sent' : 'outage';
    const named = label === undefined ? {} : { label };
    process.stdout.write(outagePage({ ...named, about, languages: languages.split(',').map((each) => each.trim()) }));
  } catch (error) {
    fail(error.message.replace('steadyfetch: ', '--'));
  }
}
