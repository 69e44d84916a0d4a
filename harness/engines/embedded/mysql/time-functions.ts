/** Functions of the clock: the virtual time at which the statement began. The server's time zone is UTC. */
import type { ColumnKind } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import type { Ast } from './ast.ts';
import { compile, type Environment, type Expression, literal } from './expression.ts';
import type { BuildFunction } from './functions.ts';
import { type Instant, readInstant, writeDate, writeDateTime } from './moments.ts';

const DIGITS_MAX = 6;
const DATE_CHARACTERS = '2023-11-14'.length;
type Moment = Extract<ColumnKind, 'date' | 'datetime' | 'time'>;

/** What the clock shows when the statement begins. @param digits of the second's fraction */
export function currentMoment(kind: Moment, digits: number): Expression {
  const write = WRITERS[kind];
  const evaluate: Expression['evaluate'] = (_, scope) => write(instantOf(scope.nowMs), digits);
  return { ...literal(null, 'text', digits), kind, evaluate };
}

const WRITERS: Readonly<Record<Moment, (instant: Instant, digits: number) => string>> = {
  date: writeDate,
  datetime: writeDateTime,
  time: (instant, digits) => writeDateTime(instant, digits).slice(DATE_CHARACTERS + 1),
};

export function instantOf(unixMs: number): Instant {
  const seconds = Math.floor(unixMs / 1000);
  return { seconds, micros: Math.floor(unixMs - seconds * 1000) * 1000 };
}

function moment(kind: Moment): BuildFunction {
  return (args, environment) => {
    const digits = args.length === 0 ? 0 : args[0]?.type === 'number' ? Number(args[0].value) : Number.NaN;
    if (!(digits >= 0 && digits <= DIGITS_MAX) || args.length > 1) throw oddPrecision(environment);
    return currentMoment(kind, digits);
  };
}

const date: BuildFunction = (args, environment) => {
  if (args.length > 0) throw oddPrecision(environment);
  return currentMoment('date', 0);
};

function oddPrecision({ sql }: Environment): NotEmbedded {
  return new NotEmbedded(`a function of the clock with these arguments in: ${sql}`);
}

const unixTimestamp: BuildFunction = ([arg], environment) => {
  if (arg === undefined) return { ...literal(null, 'integer'), evaluate: (_, scope) => Math.floor(scope.nowMs / 1000) };
  const inner = compile(arg, environment);
  if ((inner.kind !== 'datetime' && inner.kind !== 'timestamp') || inner.scale > 0)
    throw new NotEmbedded(`UNIX_TIMESTAMP of this in: ${environment.sql}`);
  const { collation, constant } = inner;
  return {
    ...{ type: 'integer', scale: 0, collation, constant },
    evaluate: (row, scope) => {
      const text = inner.evaluate(row, scope) as string | null;
      if (text === null) return null;
      const { seconds } = readInstant(text)!;
      return seconds < 0 || seconds > UNIX_SECONDS_MAX ? 0 : seconds;
    },
  };
};

/** 3001-01-18 23:59:59. */
const UNIX_SECONDS_MAX = 32_536_771_199;

const UNITS_S: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 };

/** A date or a time, and an interval of one unit. @param sign -1 to go back */
export function shifted(from: Ast, interval: Ast, sign: 1 | -1, environment: Environment): Expression {
  const base = compile(from, environment);
  const count = compile(interval.expr as Ast, environment);
  const unit = UNITS_S[String(interval['unit']).toLowerCase()];
  const { kind, scale } = base;
  if (
    unit === undefined ||
    (count.type !== 'integer' && count.isAdaptable !== true) ||
    (kind !== 'date' && kind !== 'datetime' && kind !== 'timestamp')
  )
    throw new NotEmbedded(`such an interval in: ${environment.sql}`);
  const isDate = kind === 'date' && unit >= UNITS_S['day']!;
  return {
    ...{ type: 'text', scale, kind: isDate ? 'date' : 'datetime', collation: 'connection' },
    constant: base.constant && count.constant,
    evaluate: (row, scope) => {
      const text = base.evaluate(row, scope) as string | null;
      const by = count.evaluate(row, scope) as number | null;
      if (text === null || by === null) return null;
      if (!Number.isInteger(by)) throw new NotEmbedded(`an interval of ${by} in: ${environment.sql}`);
      const instant = readInstant(text)!;
      const moved = { ...instant, seconds: instant.seconds + sign * by * unit };
      return isDate ? writeDate(moved) : writeDateTime(moved, scale);
    },
  };
}

function shift(sign: 1 | -1): BuildFunction {
  return ([from, interval], environment) => {
    if (from === undefined || interval?.type !== 'interval')
      throw new NotEmbedded(`an interval of this form in: ${environment.sql}`);
    return shifted(from, interval, sign, environment);
  };
}

const now = moment('datetime');
const time = moment('time');

/** SYSDATE() is NOW(): the real engine has it only where the server says so too. */
export const TIME_FUNCTIONS: Readonly<Record<string, BuildFunction>> = {
  NOW: now,
  CURRENT_TIMESTAMP: now,
  LOCALTIME: now,
  LOCALTIMESTAMP: now,
  SYSDATE: now,
  UTC_TIMESTAMP: now,
  CURDATE: date,
  CURRENT_DATE: date,
  UTC_DATE: date,
  CURTIME: time,
  CURRENT_TIME: time,
  UTC_TIME: time,
  UNIX_TIMESTAMP: unixTimestamp,
  DATE_ADD: shift(1),
  DATE_SUB: shift(-1),
};
