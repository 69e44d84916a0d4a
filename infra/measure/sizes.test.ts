import { expect, it } from 'vitest';
import { parseSize, sizeText } from './sizes.ts';

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

it.each([
  [1, '1 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1536, '1.54 kB'],
  [1_000_000, '1 MB'],
  [1_020_541_000_000, '1.02 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
