import { expect, it } from 'vitest';
import { decode, encode } from './codec.ts';

it('gives back maps, sets and infinity, one in another', () => {
  const value = { map: new Map([['a', new Set([1, 2])]]), foundAt: Infinity, list: [null, 'x', { y: new Map() }] };
  expect(decode(encode(value))).toEqual(value);
});

it('leaves out what is undefined, as JSON does', () => {
  expect(decode(encode({ a: undefined, b: 1 }))).toEqual({ b: 1 });
});

it('does not take anything else for data', () => {
  expect(() => decode('something else')).toThrow();
});
