import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longTrace } from '../samples/traces.ts';
import { decodeChunk } from './decode.ts';
import { encodeChunk } from './encode.ts';

test('what was packed comes back', () =>
  fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      expect(await decodeChunk(encodeChunk(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 50, seed: 42 },
  ));

test('the header tells neither time nor operating system', () => {
  const bytes = Buffer.from(encodeChunk({ a: 1 }), 'base64');
  expect([...bytes.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
  expect(bytes[9]).toBe(255);
  expect(JSON.parse(gunzipSync(bytes).toString())).toEqual({ a: 1 });
});

test('200 steps fit into 10 KB', () => {
  expect(encodeChunk(longTrace(200)).length).toBeLessThan(10_000);
});

test('a broken chunk is an error, not a hang', async () => {
  await expect(decodeChunk('bm90IGd6aXA=')).rejects.toThrow();
});
