#!/usr/bin/env node
// An output module of Speech Dispatcher that writes down what it is given to speak, in the time that speaking it would take.
import { appendFileSync } from 'node:fs';
import { env, exit, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';

/** About as fast as eSpeak speaks by default. */
const MS_PER_CHARACTER = 50;

const reply = (line) => stdout.write(`${line}\n`);
const write = (entry) => appendFileSync(env.SPOKEN_LOG, `${JSON.stringify(entry)}\n`);

/** What is being spoken. */
let text;
let timer;
/** Collects the lines that follow a command, up to the one that is a dot. */
let lines;
let onLines = () => {};

function collect(accepted, then) {
  reply(accepted);
  lines = [];
  onLines = then;
}

function speak(given) {
  // Orca sends SSML: <speak>Buy <mark name="0"/>button</speak>.
  text = given
    .join(' ')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&apos;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
  reply('200 OK SPEAKING');
  reply('701 BEGIN');
  write({ is: 'begun', text });
  timer = setTimeout(() => end('ended', '702 END'), text.length * MS_PER_CHARACTER);
}

function end(is, event) {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  write({ is, text });
  reply(event);
}

const COMMANDS = {
  INIT: () => {
    reply('299-It writes down what is spoken.');
    reply('299 OK LOADED SUCCESSFULLY');
  },
  AUDIO: () => collect('207 OK RECEIVING AUDIO SETTINGS', () => reply('203 OK AUDIO INITIALIZED')),
  LOGLEVEL: () => collect('207 OK RECEIVING LOGLEVEL SETTINGS', () => reply('203 OK LOG LEVEL SET')),
  SET: () => collect('203 OK RECEIVING SETTINGS', () => reply('203 OK SETTINGS RECEIVED')),
  LIST: () => {
    reply('200-written\ten\tnone');
    reply('200 OK VOICE LIST SENT');
  },
  SPEAK: () => collect('202 OK RECEIVING MESSAGE', speak),
  CHAR: () => collect('202 OK RECEIVING MESSAGE', speak),
  KEY: () => collect('202 OK RECEIVING MESSAGE', speak),
  SOUND_ICON: () => collect('202 OK RECEIVING MESSAGE', speak),
  STOP: () => end('cut', '703 STOP'),
  PAUSE: () => end('cut', '704 PAUSE'),
  DEBUG: () => reply('200 OK DEBUGGING SET'),
  QUIT: () => {
    reply('210 OK QUIT');
    exit();
  },
};

createInterface({ input: stdin })
  .on('line', (line) => {
    if (lines === undefined) {
      const act = COMMANDS[line.split(' ', 1)[0]] ?? (() => reply('300 ERR UNKNOWN COMMAND'));
      act();
    } else if (line === '.') {
      const all = lines;
      lines = undefined;
      onLines(all);
    } else {
      lines.push(line.replace(/^\.\./, '.'));
    }
  })
  .on('close', () => exit());
