/**
 * Plain data as text for Redis: JSON, compressed, that also knows maps, sets and infinity. Not V8's own format: workers may run
 * other versions of Node.
 */
import { gunzipSync, gzipSync } from 'node:zlib';

/** Marks what JSON has no form for. No key of our data begins so. */
const TAG = '$stalemate';

export function encode(value: unknown): string {
  return gzipSync(JSON.stringify(value, tagged), { level: 1 }).toString('base64');
}

/** @throws Error for what `encode` has not written */
export function decode(text: string): unknown {
  return JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString(), untagged);
}

function tagged(_: string, value: unknown): unknown {
  if (value instanceof Map) return { [TAG]: 'map', of: [...value] };
  if (value instanceof Set) return { [TAG]: 'set', of: [...value] };
  return value === Infinity ? { [TAG]: 'infinity' } : value;
}

function untagged(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(TAG in value)) return value;
  const { [TAG]: kind, of } = value as { readonly [TAG]: unknown; readonly of?: unknown };
  if (kind === 'map') return new Map(of as [unknown, unknown][]);
  return kind === 'set' ? new Set(of as unknown[]) : Infinity;
}
