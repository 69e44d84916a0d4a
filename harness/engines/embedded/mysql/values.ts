/** MySQL's conversions between numbers and text. */
import type { SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { truncatedNumber } from './errors.ts';

/**
 * Known when the statement is compiled. A decimal is calculated as a number and becomes text, with its scale, when it
 * leaves the statement, as mysql2 shows it.
 */
export type SqlType = 'integer' | 'decimal' | 'double' | 'text' | 'null';

const NUMBER_PREFIX = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/;

/** The number that a text begins with, 0 if none; `exact` when nothing but blanks is left over. */
export function parseNumber(text: string): { readonly value: number; readonly exact: boolean } {
  const match = NUMBER_PREFIX.exec(text);
  if (match === null) return { value: 0, exact: false };
  return { value: Number(match[1]), exact: match[0].length === text.trimEnd().length };
}

/** @param strict statements that write refuse a text that is not a number; others use the number it begins with. */
export function toNumber(value: SqlValue, strict: boolean): number | null {
  if (typeof value !== 'string') return value;
  const { value: number, exact } = parseNumber(value);
  if (strict && !exact && value.trimEnd() !== '') throw truncatedNumber(value);
  return number;
}

export function toText(value: SqlValue, type: SqlType, scale: number): string | null {
  if (typeof value !== 'number') return value;
  if (type === 'decimal') return value.toFixed(scale);
  const text = String(value);
  if (text.includes('e')) throw new NotEmbedded(`the text form of the number ${text}`);
  return text;
}

/** Half away from zero, as DECIMAL becomes BIGINT. */
export function roundDecimal(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

/** Half to even, as DOUBLE becomes BIGINT. */
export function roundDouble(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
