/** Sizes of values, in bytes: 1 kB is 1,000 of them. */

const UNITS = { '': 1, b: 1, kb: 1_000, mb: 1_000_000, gb: 1_000_000_000 } as const;
const SIZE = /^(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?$/i;

export const DEFAULT_SIZES: readonly number[] = [10, 100, 1_000, 10_000, 100_000, 1_000_000];

/** Bytes of a size such as `10`, `1.5kb` or `1mb`; null when it is not a whole number of bytes. */
export function parseSize(text: string): number | null {
  const [, number, unit = ''] = SIZE.exec(text.trim()) ?? [];
  if (number === undefined) return null;
  const bytes = Number(number) * UNITS[unit.toLowerCase() as keyof typeof UNITS];
  return Number.isSafeInteger(bytes) ? bytes : null;
}
