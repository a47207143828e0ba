#!/usr/bin/env node
// Checks a catalogue of notices, or makes a page of all that they can say with it.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkCatalogue, pageOfNotices } from 'steadyfetch/locales/check';

const USAGE = `steadyfetch-locale check <file> <language>   lists what the catalogue in the file lacks
steadyfetch-locale page <file> <language>    prints a page of every notice in it`;

const [command, file, locale] = process.argv.slice(2);
if ((command !== 'check' && command !== 'page') || file === undefined || locale === undefined) {
  console.error(USAGE);
  process.exit(2);
}

const exported = Object.values(await import(pathToFileURL(resolve(file)).href));
const catalogue = exported.find((value) => typeof value === 'object' && value !== null);
if (catalogue === undefined) {
  console.error(`${file} exports no catalogue.`);
  process.exit(2);
}

if (command === 'page') {
  process.stdout.write(pageOfNotices(catalogue, locale));
} else {
  const complaints = checkCatalogue(catalogue, locale);
  for (const complaint of complaints) console.log(complaint);
  console.log(complaints.length === 0 ? 'Nothing is missing.' : `${complaints.length} to look at.`);
  process.exitCode = complaints.length === 0 ? 0 : 1;
}
