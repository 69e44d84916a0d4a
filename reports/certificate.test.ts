import { expect, test } from 'vitest';
import type { Certificate } from '../harness/result.ts';
import { certificateTexts, coverageOf } from './certificate.ts';
import { cellOf, classic } from './html/samples/results.ts';

const { certificate } = cellOf();
const covering = (covers: Certificate['covers'], endedBy: Certificate['budget']['endedBy'] = null): string =>
  coverageOf({ ...certificate, covers, budget: { ...certificate.budget, endedBy } });

test('a cell says what its schedules cover, and what ended it before the end', () => {
  expect(covering({ unit: 'interleavings', of: 10 })).toBe('every interleaving');
  expect(covering({ unit: 'classes', of: 5 })).toBe('one schedule of every class');
  expect(covering({ unit: 'classes', of: null }, 'runs')).toBe('a part of all classes, ended by its budget of runs,');
  expect(covering({ unit: 'interleavings', of: null }, 'time')).toContain('ended by its budget of time');
  expect(covering({ unit: 'sampled schedules', of: null }, 'runs')).toBe('a sample');
  expect(covering({ unit: 'sampled schedules', of: null }, 'interruption')).toBe('a part of a sample');
  expect(covering({ unit: 'interleavings', of: null }, 'failure')).toContain('ended by the loss of a server');
});

test('cells are counted by what they cover', () => {
  const sampled = { ...certificate, covers: { unit: 'sampled schedules', of: null } } as const;
  const cells = [cellOf(), cellOf(), cellOf({ certificate: sampled })];
  expect(certificateTexts(cells)).toEqual([
    'every interleaving in 2 cells, a sample in 1',
    '27 of 30 schedules raced, 3 executed twice (0 differed), 3 under audit (0 escaped)',
    'every actor entered, 60 of 60 operations completed',
  ]);
});

test('an actor that never entered is named with its cell', () => {
  const idle = { ...certificate, actors: { entered: ['reader'], never: ['late'] } };
  expect(certificateTexts([...classic.results, cellOf({ certificate: idle })]).join()).toContain(
    'never entered: late in lease × classic-race',
  );
});
