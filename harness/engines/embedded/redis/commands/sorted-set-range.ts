import type { RedisReply, StoreError } from '../../../engine.ts';
import { NotEmbedded } from '../../not-embedded.ts';
import type { Database } from '../database.ts';
import { NOT_AN_INTEGER, redisError, SYNTAX, WRONG_TYPE } from '../errors.ts';
import { formatDouble, readDouble } from '../values/double.ts';
import { parseIndex } from '../values/integer.ts';
import { type Scored, SortedSet } from '../values/sorted-set.ts';

const LIMIT_NEEDS_BY = redisError(
  'ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX',
);
const NOT_A_SCORE = redisError('ERR min or max is not a float');

interface RangeOptions {
  isByScore: boolean;
  isReverse: boolean;
  withScores: boolean;
  offset: number;
  /** Negative: all. */
  count: number;
}

type Select = (ascending: readonly Scored[]) => readonly Scored[];

export function zrange(database: Database, args: readonly string[]): RedisReply {
  const [key, first, last] = args as [string, string, string];
  const options = readOptions(args);
  if ('kind' in options) return options;
  const select = options.isByScore ? byScore(first, last, options) : byRank(first, last, options);
  if (typeof select !== 'function') return select;
  const value = database.get(key)?.value ?? new SortedSet();
  if (!(value instanceof SortedSet)) return WRONG_TYPE;
  const found = select(value.ascending());
  return found.flatMap(({ member, score }) => (options.withScores ? [member, formatDouble(score)] : [member]));
}

function readOptions(args: readonly string[]): RangeOptions | StoreError {
  const options: RangeOptions = { isByScore: false, isReverse: false, withScores: false, offset: 0, count: -1 };
  for (let index = 3; index < args.length; index += 1) {
    const word = (args[index] as string).toUpperCase();
    if (word === 'WITHSCORES') options.withScores = true;
    else if (word === 'REV' && !options.isReverse) options.isReverse = true;
    else if (word === 'BYSCORE' && !options.isByScore) options.isByScore = true;
    else if (word === 'BYLEX') throw new NotEmbedded('ZRANGE … BYLEX');
    else if (word === 'LIMIT' && index + 2 < args.length) {
      const offset = parseIndex(args[index + 1] as string);
      const count = parseIndex(args[index + 2] as string);
      if (offset === null || count === null) return NOT_AN_INTEGER;
      options.offset = offset;
      options.count = count;
      index += 2;
    } else return SYNTAX;
  }
  return options.count !== -1 && !options.isByScore ? LIMIT_NEEDS_BY : options;
}

function byRank(first: string, last: string, { isReverse }: RangeOptions): Select | StoreError {
  const start = parseIndex(first);
  const end = parseIndex(last);
  if (start === null || end === null) return NOT_AN_INTEGER;
  return (ascending) => {
    const from = Math.max(0, start < 0 ? ascending.length + start : start);
    const to = end < 0 ? ascending.length + end : end;
    return ordered(ascending, isReverse).slice(from, Math.max(0, to + 1));
  };
}

function byScore(first: string, last: string, options: RangeOptions): Select | StoreError {
  const min = readBound(options.isReverse ? last : first);
  const max = readBound(options.isReverse ? first : last);
  if (min === null || max === null) return NOT_A_SCORE;
  return (ascending) => {
    if (options.offset < 0) return [];
    const within = ascending.filter(({ score }) => {
      const isAboveMin = min.isExclusive ? score > min.score : score >= min.score;
      return isAboveMin && (max.isExclusive ? score < max.score : score <= max.score);
    });
    const end = options.count < 0 ? within.length : options.offset + options.count;
    return ordered(within, options.isReverse).slice(options.offset, end);
  };
}

function ordered(ascending: readonly Scored[], isReverse: boolean): readonly Scored[] {
  return isReverse ? ascending.toReversed() : ascending;
}

function readBound(text: string): { readonly score: number; readonly isExclusive: boolean } | null {
  const isExclusive = text.startsWith('(');
  // Here, and only here, Redis takes nothing at all for zero.
  const number = isExclusive ? text.slice(1) : text;
  const score = number === '' ? 0 : readDouble(number);
  return score === null ? null : { score, isExclusive };
}
