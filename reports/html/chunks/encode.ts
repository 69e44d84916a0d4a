/** Packs a trace for the page: JSON, gzip, base64. The same trace gives the same bytes. */
import { gzipSync } from 'node:zlib';

/** The header's byte that names the operating system; 255 is "unknown", the same on every machine. */
const OS_BYTE = 9;
const OS_UNKNOWN = 255;

/** The packed text, safe inside a `<script>`. */
export function encodeChunk(value: unknown): string {
  return pack(JSON.stringify(value));
}

/** The same of a text or of bytes as they are. */
export function pack(content: string | Uint8Array): string {
  // Node leaves the header's modification time at 0.
  const packed = gzipSync(content, { level: 9 });
  packed[OS_BYTE] = OS_UNKNOWN;
  return packed.toString('base64');
}
