import { createHash } from 'node:crypto';
import { isDeepStrictEqual as strictly } from 'node:util';
import { crc32 as nodeCrc32, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHash as createPageHash } from './crypto.ts';
import { sha1, sha256 } from './sha.ts';
import { isDeepStrictEqual } from './util.ts';
import { crc32, deflateRawSync } from './zlib.ts';

const bytes = fc.uint8Array({ maxLength: 300 });
const hash = (name: string, of: Uint8Array | string): string => createHash(name).update(of).digest('hex');
const hex = (of: Uint8Array): string => Buffer.from(of).toString('hex');

describe('what stands for a module of Node in a page', () => {
  it('has the digests of node:crypto', () =>
    fc.assert(
      fc.property(bytes, (input) => {
        expect(hex(sha1(input))).toBe(hash('sha1', input));
        expect(hex(sha256(input))).toBe(hash('sha256', input));
      }),
      { seed: 42 },
    ));

  it('digests a text in pieces, and refuses what it does not know', () => {
    expect(createPageHash('sha256').update('é').update('1').digest('hex')).toBe(hash('sha256', 'é1'));
    expect(() => createPageHash('md5')).toThrow('there is no md5 in the page');
  });

  it('has the checksums of node:zlib, and deflates to what it inflates', () =>
    fc.assert(
      fc.property(bytes, fc.string(), (input, text) => {
        expect(crc32(input)).toBe(nodeCrc32(input));
        expect(inflateRawSync(deflateRawSync(text)).toString()).toBe(Buffer.from(text).toString());
      }),
      { seed: 42 },
    ));

  it('deflates what does not fit into one block', () => {
    const text = 'stale '.repeat(30_000);
    expect(inflateRawSync(deflateRawSync(text)).toString()).toBe(text);
    expect(inflateRawSync(deflateRawSync('{}'), { dictionary: Buffer.from('of words') }).toString()).toBe('{}');
  });

  it('compares plain data as node:util does', () =>
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(isDeepStrictEqual(one, other)).toBe(strictly(one, other));
        expect(isDeepStrictEqual(one, structuredClone(one))).toBe(true);
      }),
      { seed: 42 },
    ));
});
