import type { RedisReply, StoreError } from '../../engine.ts';
import type { Database } from './database.ts';

export type Run = (database: Database, args: readonly string[], session: number) => RedisReply;

/** One row of the command table. */
export interface Command {
  /** As COMMAND INFO has it, the name counted: 3 is exactly two arguments, -3 is two or more. */
  readonly arity: number;
  readonly run: Run;
  /** A read-only script may not call it. */
  readonly writes: boolean;
  /** Its string replies are simple strings (`+OK`): a script sees `{ ok = … }`. */
  readonly repliesStatus: boolean;
  /** No script may call it. */
  readonly barredFromScripts: boolean;
  /** What Redis refuses beyond the arity before it would run the command, and so already when MULTI queues it. */
  readonly refuse?: (args: readonly string[]) => StoreError | null;
}

const PLAIN = { writes: false, repliesStatus: false, barredFromScripts: false };

export function reads(arity: number, run: Run): Command {
  return { ...PLAIN, arity, run };
}

export function writes(arity: number, run: Run): Command {
  return { ...PLAIN, arity, run, writes: true };
}

/** A write that replies `+OK`. */
export function stores(arity: number, run: Run): Command {
  return { ...PLAIN, arity, run, writes: true, repliesStatus: true };
}

/** A command about the connection or the script cache: no script may call it. */
export function barred(arity: number, run: Run): Command {
  return { ...PLAIN, arity, run, barredFromScripts: true };
}

export function hasArity(command: Command, argumentCount: number): boolean {
  const { arity } = command;
  return arity > 0 ? argumentCount + 1 === arity : argumentCount + 1 >= -arity;
}
