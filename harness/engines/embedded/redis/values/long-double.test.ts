import { expect, it } from 'vitest';
import { addLongDoubles, formatLongDouble, INFINITE, parseLongDouble } from './long-double.ts';

function add(a: string, b: string): string {
  const [left, right] = [parseLongDouble(a), parseLongDouble(b)];
  if (left === null || right === null || left === INFINITE || right === INFINITE) return 'not numbers';
  const sum = addLongDoubles(left, right);
  return sum === INFINITE ? INFINITE : formatLongDouble(sum);
}

it.each([
  ['0.1', '0.2', '0.3'],
  ['3.0', '1.10', '4.1'],
  ['5e3', '2.0e2', '5200'],
  ['10.5', '-10.5', '0'],
  ['-0.1', '0', '-0.1'],
  ['1', '1e-18', '1'],
  ['9007199254740993', '0.5', '9007199254740993.5'],
  ['18446744073709551615', '1', '18446744073709551616'],
  // What the real server answers: its mantissa has 64 bits.
  ['123456789.987654321', '1e10', '10123456789.98765432089567184'],
])('%s + %s is %s', (a, b, sum) => {
  expect(add(a, b)).toBe(sum);
});

it('does not fit beyond 2 ** 16384', () => {
  expect(add('1.1e4932', '1.1e4932')).toBe(INFINITE);
});

it.each(['', ' 1', '1 ', 'abc', '.', 'e5', '1e5000', '1e-5000', '1.2.3', 'nan'])('does not read %j', (text) => {
  expect(parseLongDouble(text)).toBeNull();
});

it.each(['0e99999', '.5', '5.', '+1', '-0'])('reads %j', (text) => {
  expect(parseLongDouble(text)).not.toBeNull();
});
