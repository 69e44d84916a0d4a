/** Functions of the clock: the virtual time at which the statement began. The server's time zone is UTC. */
import { NotEmbedded } from '../not-embedded.ts';
import { formatDateTime } from './date-time.ts';
import { type Environment, type Expression, literal } from './expression.ts';
import type { BuildFunction } from './functions.ts';

const DIGITS_MAX = 6;
const DATE_CHARACTERS = '2023-11-14'.length;

/** @param part takes what the function shows out of `2023-11-14 22:13:20.123` */
function moment(part: (text: string) => string): BuildFunction {
  return (args, environment) => {
    const digits = args.length === 0 ? 0 : args[0]?.type === 'number' ? Number(args[0].value) : Number.NaN;
    if (!(digits >= 0 && digits <= DIGITS_MAX) || args.length > 1) throw oddPrecision(environment);
    return shown((nowMs) => part(formatDateTime(nowMs, digits)));
  };
}

const date: BuildFunction = (args, environment) => {
  if (args.length > 0) throw oddPrecision(environment);
  return shown((nowMs) => formatDateTime(nowMs, 0).slice(0, DATE_CHARACTERS));
};

function shown(show: (nowMs: number) => string): Expression {
  return { ...literal(null, 'text'), isMoment: true, evaluate: (_, scope) => show(scope.nowMs) };
}

function oddPrecision({ sql }: Environment): NotEmbedded {
  return new NotEmbedded(`a function of the clock with these arguments in: ${sql}`);
}

const unixTimestamp: BuildFunction = (args, environment) => {
  if (args.length > 0) throw new NotEmbedded(`UNIX_TIMESTAMP of a date in: ${environment.sql}`);
  return { ...literal(null, 'integer'), evaluate: (_, scope) => Math.floor(scope.nowMs / 1000) };
};

const now = moment((text) => text);
const time = moment((text) => text.slice(DATE_CHARACTERS + 1));

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
};
