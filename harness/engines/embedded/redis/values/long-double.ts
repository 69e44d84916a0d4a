import { refuseHexadecimal } from './double.ts';

/**
 * The arithmetic of INCRBYFLOAT. Redis adds in x87 long doubles (a 64-bit mantissa) and prints 17 decimals, so that
 * 0.1 + 0.2 is "0.3" and not what doubles make of it. A value here is `mantissa * 2 ** exponent`, exact, in BigInts.
 */
export interface LongDouble {
  readonly mantissa: bigint;
  readonly exponent: number;
}

export const INFINITE = 'infinite';

const MANTISSA_BITS = 64;
/** Values of 2 ** 16384 and more do not fit, and those below 2 ** -16445 are nothing. */
const EXPONENT_LIMIT = 16_384;
const EXPONENT_MIN = -16_445;
const DECIMALS = 17;
/** Beyond this, a decimal exponent over- or underflows whatever stands before it (Redis takes texts of 5 KiB). */
const DECIMAL_EXPONENT_MAX = 10_500;

const NUMBER = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:e([+-]?[0-9]+))?$/i;
const INFINITY = /^[+-]?inf(?:inity)?$/i;

/** What `strtold` reads from the whole text, or null when Redis calls it no valid float. */
export function parseLongDouble(text: string): LongDouble | typeof INFINITE | null {
  if (INFINITY.test(text)) return INFINITE;
  refuseHexadecimal(text);
  const match = NUMBER.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const digits = whole + fraction;
  if (digits === '') return null;
  const magnitude = BigInt(digits);
  if (magnitude === 0n) return { mantissa: 0n, exponent: 0 };
  if (Math.abs(Number(power)) > DECIMAL_EXPONENT_MAX) return null;
  const decimalExponent = Number(power) - fraction.length;
  const scale = 10n ** BigInt(Math.abs(decimalExponent));
  const value = decimalExponent < 0 ? divide(magnitude, scale) : round(magnitude * scale, 0);
  if (isTooLarge(value) || magnitudeBits(value) <= EXPONENT_MIN) return null;
  return sign === '-' ? { ...value, mantissa: -value.mantissa } : value;
}

/** The rounded sum, or `INFINITE` when it does not fit. */
export function addLongDoubles(a: LongDouble, b: LongDouble): LongDouble | typeof INFINITE {
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent));
  const value = sum < 0n ? negated(round(-sum, exponent)) : round(sum, exponent);
  return isTooLarge(value) ? INFINITE : value;
}

/** As `%.17Lf` prints it, without the zeros at the end. */
export function formatLongDouble({ mantissa, exponent }: LongDouble): string {
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  const scaled = magnitude * 10n ** BigInt(DECIMALS);
  const units = exponent >= 0 ? scaled << BigInt(exponent) : shiftRightToEven(scaled, -exponent);
  if (units === 0n) return '0';
  const digits = units.toString().padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '');
  const whole = digits.slice(0, -DECIMALS);
  return `${mantissa < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function divide(numerator: bigint, denominator: bigint): LongDouble {
  // Two bits more than the mantissa has, and the remainder as one more bit that is never a tie.
  const shift = Math.max(0, MANTISSA_BITS + 2 - bitLength(numerator) + bitLength(denominator));
  const shifted = numerator << BigInt(shift);
  const quotient = shifted / denominator;
  const sticky = shifted % denominator === 0n ? 0n : 1n;
  return round((quotient << 1n) | sticky, -shift - 1);
}

function round(magnitude: bigint, exponent: number): LongDouble {
  const excess = bitLength(magnitude) - MANTISSA_BITS;
  if (excess <= 0) return { mantissa: magnitude, exponent };
  return { mantissa: shiftRightToEven(magnitude, excess), exponent: exponent + excess };
}

function shiftRightToEven(value: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  const kept = value >> shift;
  const rest = value - (kept << shift);
  const half = 1n << (shift - 1n);
  return rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept;
}

function isTooLarge(value: LongDouble): boolean {
  return magnitudeBits(value) > EXPONENT_LIMIT;
}

/** The power of two that the value is just below. */
function magnitudeBits({ mantissa, exponent }: LongDouble): number {
  return bitLength(mantissa < 0n ? -mantissa : mantissa) + exponent;
}

function negated(value: LongDouble): LongDouble {
  return { mantissa: -value.mantissa, exponent: value.exponent };
}

function bitLength(magnitude: bigint): number {
  return magnitude === 0n ? 0 : magnitude.toString(2).length;
}
