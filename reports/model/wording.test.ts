import { expect, test } from 'vitest';
import { count, list, milliseconds, percent, percentAtMost, plural, slug } from './wording.ts';

test('counts have separators, and nouns agree with them', () => {
  expect(count(999)).toBe('999');
  expect(count(1_234_567)).toBe('1,234,567');
  expect(plural(1, 'strategy', 'strategies')).toBe('1 strategy');
  expect(plural(1200, 'step')).toBe('1,200 steps');
});

test('shares have two significant digits', () => {
  expect(percent(0)).toBe('0 %');
  expect(percent(0.0015)).toBe('0.15 %');
  expect(percent(0.1)).toBe('10 %');
  expect(percent(0.3)).toBe('30 %');
  expect(percent(1)).toBe('100 %');
});

test('an upper bound is never rounded below itself', () => {
  expect(percentAtMost(0.000192)).toBe('0.02 %');
  expect(percentAtMost(0.0044)).toBe('0.44 %');
  expect(percentAtMost(0.2775)).toBe('28 %');
});

test('durations take seconds where those are whole', () => {
  expect(milliseconds(1500)).toBe('1,500 ms');
  expect(milliseconds(60_000)).toBe('60 s');
});

test('a slug is safe in an id, whatever the name', () => {
  expect(slug('ddd-50ms')).toBe('ddd-50ms');
  expect(slug('</script> <b>')).toBe('script-b');
  expect(slug('???')).toBe('unnamed');
});

test('lists read as sentences', () => {
  expect(list(['a'])).toBe('a');
  expect(list(['a', 'b', 'c'])).toBe('a, b and c');
});
