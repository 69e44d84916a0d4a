import { EPOCH_MS } from '../../../epoch.ts';
import type { StoreError } from '../../../engine.ts';
import type { Database } from '../database.ts';
import { NOT_AN_INTEGER, invalidExpire } from '../errors.ts';
import { INT64_MAX, INT64_MIN, parseInt64, parseSafeInteger } from '../values/integer.ts';

/** How an argument names an instant. */
export interface Unit {
  readonly msPerUnit: 1 | 1000;
  /** Unix time rather than a distance from now. */
  readonly isAbsolute: boolean;
}

export const EX: Unit = { msPerUnit: 1000, isAbsolute: false };
export const PX: Unit = { msPerUnit: 1, isAbsolute: false };
export const EXAT: Unit = { msPerUnit: 1000, isAbsolute: true };
export const PXAT: Unit = { msPerUnit: 1, isAbsolute: true };

/** Up to here plain numbers are exact and nothing overflows: 30,000 years in seconds. */
const ORDINARY_AMOUNT_MAX = 1e12;

/** The deadline that `text` means, in virtual milliseconds, which may lie in the past. */
export function readDeadline(database: Database, unit: Unit, text: string, command: string): number | StoreError {
  const amount = parseSafeInteger(text);
  if (amount === null || Math.abs(amount) > ORDINARY_AMOUNT_MAX) return readHugeDeadline(database, unit, text, command);
  const ms = amount * unit.msPerUnit;
  return unit.isAbsolute ? ms - EPOCH_MS : ms + database.time.now;
}

/** The same for commands that take no zero and no negative amount: SET, SETEX, GETEX. */
export function readFutureDeadline(database: Database, unit: Unit, text: string, command: string): number | StoreError {
  const deadline = readDeadline(database, unit, text, command);
  if (typeof deadline !== 'number') return deadline;
  return text === '0' || text.startsWith('-') ? invalidExpire(command) : deadline;
}

/** Redis computes in 64-bit integers and refuses what overflows them. */
function readHugeDeadline(database: Database, unit: Unit, text: string, command: string): number | StoreError {
  const amount = parseInt64(text);
  if (amount === null) return NOT_AN_INTEGER;
  const ms = amount * BigInt(unit.msPerUnit);
  const unixNowMs = EPOCH_MS + database.time.now;
  const unixMs = unit.isAbsolute ? ms : ms + BigInt(Math.trunc(unixNowMs));
  if (ms > INT64_MAX || ms < INT64_MIN || unixMs > INT64_MAX) return invalidExpire(command);
  return Number(unixMs) - EPOCH_MS;
}
