/** Decimals as MySQL keeps them: so many digits after the point, rounded half away from zero. */

const FORM = /^\s*([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?\s*$/;
const EXPONENT_MAX = 100;

export interface ExactDecimal {
  /** The value without its point: 950 for 9.5 of scale 2. Infinity, where that would not be exact. */
  readonly units: number;
  /** Before it was rounded. */
  readonly isNegative: boolean;
}

/** The number that a text writes, with so many digits after its point; null when it is not one. */
export function exactDecimal(text: string, scale: number): ExactDecimal | null {
  const match = FORM.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const digits = BigInt(whole + fraction);
  const isNegative = sign === '-' && digits !== 0n;
  // The value is digits · 10^shift units.
  const shift = Number(exponent) - fraction.length + scale;
  if (Math.abs(shift) > EXPONENT_MAX) return { units: shift < 0 || digits === 0n ? 0 : Infinity, isNegative };
  const units = Number(shift >= 0 ? digits * 10n ** BigInt(shift) : halfAway(digits, 10n ** BigInt(-shift)));
  return { units: Number.isSafeInteger(units) ? (isNegative ? 0 - units : units) : Infinity, isNegative };
}

function halfAway(digits: bigint, unit: bigint): bigint {
  return (digits + unit / 2n) / unit;
}

/** What a calculation with doubles gives, as the decimal of that scale that it stands for; null: it may have lost digits. */
export function toScale(value: number, scale: number): number | null {
  const units = value * 10 ** scale;
  if (Math.abs(units) > Number.MAX_SAFE_INTEGER / 8) return null;
  const rounded = units < 0 ? -Math.round(-units) : Math.round(units);
  return rounded / 10 ** scale + 0;
}
