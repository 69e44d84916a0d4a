import { NotEmbedded } from '../../not-embedded.ts';

const INFINITY = /^[+-]?inf(?:inity)?$/i;
const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i;
const HEXADECIMAL = /^[+-]?0x/i;
const NONZERO_DIGIT = /^[^e]*[1-9]/i;

/** Redis writes as an integer what is surely within 64 bits. */
const WHOLE_MAX = 2 ** 62;

/** A score as Redis takes it, or null when it calls it no valid float. */
export function parseDouble(text: string): number | null {
  const value = readDouble(text);
  if (value === null || INFINITY.test(text)) return value;
  const isOutOfRange = !Number.isFinite(value) || (value === 0 && NONZERO_DIGIT.test(text));
  return isOutOfRange ? null : value;
}

/** What C's strtod makes of the whole text: too large is infinite, too small is zero. */
export function readDouble(text: string): number | null {
  if (INFINITY.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  refuseHexadecimal(text);
  return NUMBER.test(text) ? Number(text) : null;
}

/** C reads `0x1p4` as a float. No strategy writes one. */
export function refuseHexadecimal(text: string): void {
  if (HEXADECIMAL.test(text)) throw new NotEmbedded(`the hexadecimal float ${text}`);
}

/**
 * As Redis 8 replies a double to a RESP2 client: the shortest digits that read back the same. (Its
 * fpconv_dtoa misses the shortest for one double in a thousand or so, of those with 16 and 17 digits.)
 */
export function formatDouble(value: number): string {
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  if (Number.isNaN(value)) return 'nan';
  if (Object.is(value, -0)) return '-0';
  if (Number.isInteger(value) && Math.abs(value) <= WHOLE_MAX) return BigInt(value).toString();
  const [digits, exponent] = decimalDigits(Math.abs(value).toExponential());
  const sign = value < 0 ? '-' : '';
  const power = exponent - digits.length + 1;
  if (power >= 0 && Math.abs(exponent) < digits.length + 7) return sign + digits + '0'.repeat(power);
  if (power < 0 && (power > -7 || Math.abs(exponent) < 4)) return sign + plain(digits, exponent);
  return sign + scientific(digits, exponent);
}

/** C's `%.<precision>g` of a finite number: how cjson writes them. */
export function formatGeneral(value: number, precision: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [allDigits, exponent] = decimalDigits(roundToEven(Math.abs(value), precision));
  const digits = allDigits.replace(/0+$/, '');
  const sign = value < 0 ? '-' : '';
  if (exponent < -4 || exponent >= precision) return sign + scientific(digits, exponent, 2);
  return sign + plain(digits, exponent);
}

/** JavaScript rounds a tie up, C to the even digit. */
function roundToEven(magnitude: number, precision: number): string {
  const rounded = magnitude.toExponential(precision - 1);
  const [exact] = decimalDigits(magnitude.toExponential(EXACT_DIGITS));
  const isTie = TIE.test(exact.slice(precision));
  const last = Number(rounded[precision]);
  if (!isTie || last % 2 === 0) return rounded;
  return rounded.slice(0, precision) + (last - 1) + rounded.slice(precision + 1);
}

const EXACT_DIGITS = 100;
const TIE = /^50*$/;

/** Splits JavaScript's `d.ddde±x`. */
function decimalDigits(exponential: string): [digits: string, exponent: number] {
  const [mantissa = '', exponent = '0'] = exponential.split('e');
  return [mantissa.replace('.', ''), Number(exponent)];
}

function plain(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function scientific(digits: string, exponent: number, exponentDigitsMin = 1): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const power = String(Math.abs(exponent)).padStart(exponentDigitsMin, '0');
  return `${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${power}`;
}
