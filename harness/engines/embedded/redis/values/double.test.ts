import { expect, it } from 'vitest';
import { formatDouble, formatGeneral, parseDouble } from './double.ts';

it.each([
  [1, '1'],
  [-0, '-0'],
  [2.5, '2.5'],
  [0.1, '0.1'],
  [1e-7, '1e-7'],
  [0.000123, '0.000123'],
  [1e18, '1000000000000000000'],
  [1e21, '1e+21'],
  [-1.5e300, '-1.5e+300'],
  [123456.789, '123456.789'],
  [Infinity, 'inf'],
  [-Infinity, '-inf'],
])('writes the score %d as %s', (value, text) => {
  expect(formatDouble(value)).toBe(text);
});

it.each([
  [1e15, '1e+15'],
  [123456789012345, '1.2345678901234e+14'],
  [123456789012335, '1.2345678901234e+14'],
  [0.1, '0.1'],
  [1e-5, '1e-05'],
  [100, '100'],
  [0.5, '0.5'],
])('writes %d as %%.14g does: %s', (value, text) => {
  expect(formatGeneral(value, 14)).toBe(text);
});

it.each(['', 'x', ' 1', 'nan', '1e400', '1e-400'])('does not take %j for a score', (text) => {
  expect(parseDouble(text)).toBeNull();
});
