/** In the page, in place of `node:zlib`: what a replay token is made with. */
import { Buffer } from 'buffer';

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  return rest;
});

/** As in gzip. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

const STORED_MAX = 0xffff;

/** Stored, not compressed (RFC 1951 §3.2.4): whoever inflates it does not mind, and a page has no other that answers at once. */
export function deflateRawSync(text: string): Buffer {
  const bytes = Buffer.from(text);
  const blocks: Buffer[] = [];
  for (let at = 0; at < Math.max(1, bytes.length); at += STORED_MAX) {
    const block = bytes.subarray(at, at + STORED_MAX);
    const head = Buffer.alloc(5);
    head.writeUInt8(at + STORED_MAX >= bytes.length ? 1 : 0, 0);
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(~block.length & STORED_MAX, 3);
    blocks.push(head, block);
  }
  return Buffer.concat(blocks);
}

export function inflateRawSync(): never {
  throw new Error('tokens are not read in a page');
}
