export const INT64_MAX = 2n ** 63n - 1n;
export const INT64_MIN = -(2n ** 63n);

const DECIMAL = /^(?:0|-?[1-9][0-9]{0,18})$/;

/**
 * An integer in the only spelling that Redis takes (no `+`, no leading zeros, no spaces) that a JavaScript number holds
 * exactly; null otherwise. Larger ones go through `parseInt64`.
 */
export function parseSafeInteger(text: string): number | null {
  const value = Number(text);
  return Number.isSafeInteger(value) && String(value) === text ? value : null;
}

/** A signed 64-bit integer in Redis' spelling, or null. */
export function parseInt64(text: string): bigint | null {
  if (!DECIMAL.test(text)) return null;
  const value = BigInt(text);
  return isInt64(value) ? value : null;
}

export function isInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}

/** An argument that is an index: what lies outside 2^53 is as good as infinitely far. Null when it is not an integer. */
export function parseIndex(text: string): number | null {
  const value = parseSafeInteger(text);
  if (value !== null) return value;
  const large = parseInt64(text);
  return large === null ? null : Number(large);
}

/**
 * An integer reply as the client sees it. Below 2^53 that is the integer; ioredis rounds larger ones digit by digit, and
 * the real engine's histories have what it makes of them.
 */
export function decodeInteger(text: string): number {
  const isNegative = text.startsWith('-');
  let value = 0;
  for (let index = isNegative ? 1 : 0; index < text.length; index += 1) {
    value = value * 10 + text.charCodeAt(index) - CODE_OF_ZERO;
  }
  return isNegative ? -value : value;
}

const CODE_OF_ZERO = 48;
