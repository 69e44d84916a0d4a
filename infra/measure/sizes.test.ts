import { expect, it } from 'vitest';
import { parseSize } from './sizes.ts';

it.each([
  ['10', 10],
  ['10b', 10],
  ['1.5 kB', 1500],
  ['1MB', 1_000_000],
  ['2gb', 2_000_000_000],
  ['0.5b', null],
  ['-1', null],
  ['1 kiB', null],
  ['', null],
])('the size %j is %s bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});
