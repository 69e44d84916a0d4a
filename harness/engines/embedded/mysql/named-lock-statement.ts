/** `SELECT GET_LOCK('rebuild:1', 10)`, `DO RELEASE_LOCK(?)` and their like: one call for each statement. */
import type { MysqlReply, SqlValue } from '../../engine.ts';
import type { LockCall, LockFunction } from '../../named-locks.ts';
import { NotEmbedded } from '../not-embedded.ts';
import { type Ast, listOf, parse } from './ast.ts';
import type { Database } from './database.ts';
import type { Dialect } from './dialect.ts';
import { lockNameOverlong, wrongLockName, wrongParameterCount } from './errors.ts';
import type { Execution, Statement } from './execution.ts';
import {
  asText,
  compileExpression,
  constantValue,
  type Environment,
  type Expression,
  type Scope,
} from './expression.ts';
import { NamedLocks } from './named-locks.ts';
import { nameColumn } from './select.ts';

const NAME_CHARACTERS_MAX = 64;

type Answer = (execution: Execution, database: Database) => SqlValue | typeof WAITS;
const WAITS = Symbol('it waits');

export function compileLockCall(call: LockCall, dialect: Dialect, environment: Environment): Statement {
  if (!call.isComplete) throw wrongParameterCount(call.function.toUpperCase());
  const { column, args } = parsed(dialect, environment);
  const inCall = args.map((arg) => compileExpression(arg, environment));
  const toReply = call.hasRow ? rowOf(nameColumn(column, dialect, 0)) : (): MysqlReply => DONE;
  const answer = ANSWERS[call.function](inCall, environment);
  return {
    needs: 'named-lock',
    timedOut: toReply(0),
    run: (execution, database) => {
      const value = answer(execution, database);
      return value === WAITS ? null : toReply(value);
    },
  };
}

const DONE: MysqlReply = { kind: 'ok', affectedRows: 0, changedRows: 0, insertId: 0 };

function rowOf(name: string): (value: SqlValue) => MysqlReply {
  const columns = [name];
  return (value) => ({ kind: 'rows', columns, rows: [{ [name]: value }] });
}

/** How the name is worked out; null for a call without one. */
export function lockNameOf(call: LockCall, dialect: Dialect, environment: Environment): LockName | null {
  const [name] = call.isComplete ? parsed(dialect, environment).args : [];
  return name === undefined ? null : lockName(compileExpression(name, environment));
}

/** The parser does not know DO. */
function parsed({ sql }: Dialect, environment: Environment): { readonly column: Ast; readonly args: readonly Ast[] } {
  const tree = parse(sql.replace(/^\s*do\b/i, 'SELECT'), 'SELECT', environment.sql);
  const [column] = tree.columns as readonly Ast[];
  return { column: column!, args: listOf(column!.expr!.args) };
}

const ANSWERS: Readonly<Record<LockFunction, (args: readonly Expression[], environment: Environment) => Answer>> = {
  get_lock: ([name, timeout], environment) => {
    const nameIn = lockName(name!);
    const mayWait = waits(timeout!, environment);
    return (execution, database) => {
      const locks = (database.names ??= new NamedLocks(database.runnable));
      return locks.acquire(execution, nameIn(execution), mayWait(execution)) ?? WAITS;
    };
  },
  release_lock: ([name]) => {
    const nameIn = lockName(name!);
    // The name is looked at first: a wrong one is an error whether there are locks or not.
    return (execution, { names }) => {
      const wanted = nameIn(execution);
      return names?.release(execution.session.number, wanted) ?? null;
    };
  },
  release_all_locks:
    () =>
    ({ session }, { names }) =>
      names?.releaseAll(session.number) ?? 0,
  is_free_lock: ([name]) => {
    const nameIn = lockName(name!);
    return (execution, { names }) => {
      const wanted = nameIn(execution);
      return names?.isFree(wanted) ?? 1;
    };
  },
};

/** Works a name out, in lower case: MySQL does not tell the cases apart. */
type LockName = (scope: Scope) => string;

function lockName(expression: Expression): LockName {
  const text = { ...expression, evaluate: asText(expression) };
  return (scope) => {
    const name = constantValue(text, scope) as string | null;
    if (name === null || name === '') throw wrongLockName(name ?? 'NULL');
    if ([...name].length > NAME_CHARACTERS_MAX) throw lockNameOverlong(name);
    // MySQL keeps these names in three bytes for each character, and says so in an error.
    if (/[\u{10000}-\u{10ffff}]/u.test(name)) throw new NotEmbedded(`the lock name '${name}'`);
    return name.toLowerCase();
  };
}

/** Whether it waits at all. How long does not matter: its wait ends by a step. MySQL takes whole seconds, rounded by type. */
function waits({ type, isAdaptable, evaluate }: Expression, { sql }: Environment): (scope: Scope) => boolean {
  return (scope) => {
    const seconds = evaluate({}, scope);
    if (seconds === null) return false;
    if (type === 'decimal') return Math.abs(Number(seconds)) >= 0.5;
    if (type !== 'text') return Math.abs(Number(seconds)) > 0.5;
    if (isAdaptable === true && !/^-?\d+$/.test(String(seconds)))
      throw new NotEmbedded(`the prepared timeout '${seconds}' in: ${sql}`);
    return (Number.parseInt(String(seconds), 10) || 0) !== 0;
  };
}
