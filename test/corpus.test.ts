import { describe, expect, test } from 'vitest';
import { FIELDS, type Field, scoreCorpus, type Tally, tally } from './corpus/score.ts';

const scores = scoreCorpus();

describe('over 680 answers of ten real gateways', () => {
  test('there are as many', () => {
    expect(scores).toHaveLength(680);
  });

  test('none is called unsent that may have arrived: that makes an order twice', () => {
    const wrong = scores.filter(
      ({ record, verdict }) => verdict.reached === 'no' && record.truth.requestMayHaveReachedUpstream,
    );
    expect(wrong.map(({ record }) => `${record.gateway} ${record.mode} ${record.method}`)).toEqual([]);
    const seen = scores.filter(({ record, verdict }) => verdict.reached === 'no' && record.upstreamSawRequest > 0);
    expect(seen).toEqual([]);
  });

  // These ten prove it in no answer: their pages can be passed on word by word. To leave it open is the whole truth.
  test('none is called unsent at all', () => {
    expect(scores.filter(({ verdict }) => verdict.reached === 'no')).toEqual([]);
  });

  // What is reached, to the last answer. A better rule raises these figures; none may lower them.
  test.each<[Field, Tally]>([
    ['reached', { hit: 512, unknown: 168, error: 0, silent: 0 }],
    ['fault', { hit: 361, unknown: 246, error: 2, silent: 71 }],
    ['transient', { hit: 315, unknown: 252, error: 33, silent: 80 }],
    ['gateway', { hit: 303, unknown: 58, error: 0, silent: 319 }],
  ])('%s is told as well as this', (field, expected) => {
    expect(tally(scores, field)).toEqual(expected);
  });

  test.each<[string, readonly string[]]>([
    // An app's own 500 is lasting in the corpus. We send it again, because many pass and the request permits it.
    ['k-500', ['transient']],
    // A gateway that does not speak HTTP may be starting up.
    ['e', ['transient']],
    ['e2', ['transient']],
    // A page without a reason is no evidence, and neither is the code that covers every 503.
    ['l', ['transient']],
    ['g', ['transient']],
    // To a client, 403 means that it may not; lighttpd and Apache mean something else by it.
    ['f4', ['fault', 'transient']],
    ['j-429', ['transient']],
  ])('in mode %s we know of being wrong about %s', (mode, fields) => {
    const wrong = scores.filter(({ record, marks }) => record.mode === mode && Object.values(marks).includes('error'));
    expect(wrong.length).toBeGreaterThan(0);
    for (const { marks } of wrong) expect(FIELDS.filter((field) => marks[field] === 'error')).toEqual(fields);
  });

  test('and are wrong about nothing else', () => {
    const wrong = scores.filter(({ marks }) => Object.values(marks).includes('error'));
    expect([...new Set(wrong.map(({ record }) => record.mode))].sort()).toEqual([
      'e',
      'e2',
      'f4',
      'g',
      'j-429',
      'k-500',
      'l',
    ]);
  });
});
