/** Storing values in columns: MySQL's conversions and constraints under its default, strict sql_mode. */
import type { SqlValue } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import type { Column } from './catalogue.ts';
import { compareText } from './collation.ts';
import { exactDecimal } from './decimals.ts';
import { badNull, dataTruncated, invalidJson, outOfRange, tooLong, wrongDate, wrongNumber } from './errors.ts';
import type { Expression } from './expression.ts';
import { readJson, writeJson } from './json-text.ts';
import { readInstant, roundInstant, writeDate, writeDateTime } from './moments.ts';
import { parseNumber, roundDecimal, roundDouble } from './values.ts';

const BIGINT_LIMIT = 2 ** 63;

/** The value as the column will hold it. `rowNumber` is for messages. */
export type Store = (value: SqlValue, rowNumber: number) => SqlValue;

/** @param expression where the value comes from */
export function storeOf(column: Column, expression: Pick<Expression, 'type' | 'scale'>): Store {
  const store = storeValue(column, expression);
  const { name, isNullable } = column;
  return (value, rowNumber) => {
    if (value !== null) return store(value, rowNumber);
    if (isNullable !== true) throw badNull(name);
    return null;
  };
}

type StoreValue = (value: Exclude<SqlValue, null>, rowNumber: number) => SqlValue;

function storeValue(column: Column, expression: Pick<Expression, 'type' | 'scale'>): StoreValue {
  const { type, kind, members } = column;
  if (type === 'integer') return storeInteger(column, expression);
  if (type === 'decimal') return storeDecimal(column, expression);
  if (type === 'double') return storeDouble(column);
  if (kind === 'json') return storeJson(column);
  if (kind !== undefined) return storeMoment(column);
  return members === undefined ? storeText(column) : storeMember(column, members);
}

function storeText({ name, charactersMax, bytesMax, isPadded }: Column): StoreValue {
  return (value, rowNumber) => {
    const text = isPadded === true ? (value as string).replace(/ +$/, '') : (value as string);
    if (bytesMax !== undefined && Buffer.byteLength(text) > bytesMax) {
      if (text.endsWith(' ')) throw new NotEmbedded(`blanks at the end of a text that is too long for ${name}`);
      throw tooLong(name, rowNumber);
    }
    // A string has at least as many UTF-16 units as characters.
    if (text.length <= charactersMax || [...text].length <= charactersMax) return text;
    // Too many blanks are cut without an error.
    if ([...text.trimEnd()].length <= charactersMax) return [...text].slice(0, charactersMax).join('');
    throw tooLong(name, rowNumber);
  };
}

function storeMember({ name }: Column, members: readonly string[]): StoreValue {
  return (value, rowNumber) => {
    const text = (value as string).replace(/ +$/, '');
    const member = members.find((one) => compareText(one, text, 'column') === 0);
    if (member !== undefined) return member;
    // The number of a member, from 1, stands for it.
    if (/^\d+$/.test(text)) throw new NotEmbedded(`a number for the ENUM ${name}`);
    throw dataTruncated(name, rowNumber);
  };
}

function storeInteger(
  { name, limit = BIGINT_LIMIT, isUnsigned }: Column,
  { type }: Pick<Expression, 'type'>,
): StoreValue {
  const round = type === 'decimal' ? roundDecimal : roundDouble;
  const least = isUnsigned === true ? 0 : -limit;
  const whole = (value: number, rowNumber: number): number => {
    // What is less than nothing and rounds to it is out of range, or not, depending on where it comes from.
    if (isUnsigned === true && Object.is(value, -0)) throw new NotEmbedded(`a negative fraction for ${name}`);
    if (Number.isSafeInteger(value) && value < limit && value >= least) return value + 0;
    if (value >= limit || value < least) throw outOfRange(name, rowNumber);
    throw new NotEmbedded(`integers beyond 2^53 in the column ${name}`);
  };
  return (value, rowNumber) => {
    if (typeof value === 'number') return whole(Number.isSafeInteger(value) ? value : round(value), rowNumber);
    const { value: number, exact } = parseNumber(value);
    if (!exact && (number >= limit || number < least)) throw outOfRange(name, rowNumber);
    if (!exact)
      throw /^\s*[-+]?\.?\d/.test(value)
        ? dataTruncated(name, rowNumber)
        : wrongNumber('integer', value, name, rowNumber);
    return whole(roundDecimal(number), rowNumber);
  };
}

function storeDecimal(
  { name, scale = 0, limit = 1, isUnsigned }: Column,
  source: Pick<Expression, 'type' | 'scale'>,
): StoreValue {
  return (value, rowNumber) => {
    const text =
      typeof value === 'string' ? value : source.type === 'decimal' ? value.toFixed(source.scale) : String(value);
    const exact = exactDecimal(text, scale);
    if (exact === null) throw wrongNumber('decimal', text, name, rowNumber);
    const isTooSmall = isUnsigned === true && exact.isNegative;
    if (isTooSmall || Math.abs(exact.units) >= limit) throw outOfRange(name, rowNumber);
    return exact.units / 10 ** scale;
  };
}

function storeDouble({ name, isUnsigned }: Column): StoreValue {
  return (value, rowNumber) => {
    const { value: number, exact } = typeof value === 'number' ? { value, exact: true } : parseNumber(value);
    if (!exact) throw wrongNumber('DOUBLE', String(value), name, rowNumber);
    if (!Number.isFinite(number) || (isUnsigned === true && number < 0)) throw outOfRange(name, rowNumber);
    if (Object.is(number, -0)) throw new NotEmbedded(`a negative zero in ${name}`);
    return number;
  };
}

function storeJson({ name }: Column): StoreValue {
  return (value) => {
    const json = readJson(value as string);
    if (json === undefined) throw invalidJson(name);
    return writeJson(json);
  };
}

/** A TIMESTAMP holds what 31 bits of seconds can say, but for 0. */
const TIMESTAMP_LIMIT = 2 ** 31;
/** Forms that we read, and MySQL does, with what may be wrong in them. Others that begin with a figure it reads in ways of its own. */
const MOMENT = /^(?!0000-(?!00-00))\d{4}-\d\d?-\d\d?(?:[ T]\d\d?:\d\d?(?::\d\d?(?:\.\d{0,6})?)?)?[A-Za-z]*$/;

function storeMoment({ name, kind, scale = 0 }: Column): StoreValue {
  const noun = kind === 'date' ? 'date' : 'datetime';
  return (value, rowNumber) => {
    const text = value as string;
    const instant = readInstant(text);
    if (instant === null) {
      if (/^\s*\d/.test(text) && !MOMENT.test(text)) throw new NotEmbedded(`the date or time '${text}'`);
      throw wrongDate(noun, text, name, rowNumber);
    }
    if (kind === 'date') return writeDate(roundInstant(instant, 0));
    const rounded = roundInstant(instant, scale);
    if (kind === 'timestamp' && (rounded.seconds < 1 || rounded.seconds >= TIMESTAMP_LIMIT))
      throw wrongDate(noun, text, name, rowNumber);
    return writeDateTime(rounded, scale);
  };
}
