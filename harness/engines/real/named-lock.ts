/**
 * Named locks belong to the whole server, so on the wire a run's have the name of its database before theirs. No wait ends
 * by the server's clock: every call waits for ever, or not at all.
 */
import mysql2 from 'mysql2';
import type { MysqlReply, SqlValue, StoreError } from '../engine.ts';
import type { LockCall } from '../named-locks.ts';
import type { Dialect } from './dialect.ts';
import type { SqlRequest } from './session.ts';

/** MySQL's limit, for the whole. */
const CHARACTERS_MAX = 64;
const DIGEST_CHARACTERS = 32;
export const SEPARATOR = '/';

/** What the names of a database's locks begin with. */
export function lockPrefix(database: string): string {
  return `${database}${SEPARATOR}`;
}

/** The statement as it is sent, also for DO one that answers; an alias goes with it, in case it is none. Its parameters stay where they are. */
export function onTheWire(call: LockCall, sql: string, database: string, { patience }: Dialect): string {
  // MySQL has an error for it.
  if (!call.isComplete) return sql;
  const [name, seconds] = call.args;
  const args = name === undefined ? [] : [privateName(name, lockPrefix(database))];
  if (seconds !== undefined) args.push(patience(`CAST(${seconds} AS SIGNED)`));
  return `SELECT ${call.function}(${args.join(', ')}) AS ${call.writtenAlias ?? 'answer'}`;
}

/** A name that would become too long becomes a digest. One that MySQL refuses goes as it is, to be refused. */
function privateName(name: string, prefix: string): string {
  const room = CHARACTERS_MAX - prefix.length;
  return (
    `(SELECT CASE WHEN CHAR_LENGTH(n) BETWEEN 1 AND ${room} THEN CONCAT('${prefix}', n) ` +
    `WHEN CHAR_LENGTH(n) BETWEEN 1 AND ${CHARACTERS_MAX} ` +
    `THEN CONCAT('${prefix}', LEFT(SHA2(LOWER(n), 256), ${DIGEST_CHARACTERS})) ELSE n END FROM (SELECT ${name} AS n) AS named)`
  );
}

/** How many locks the session has more. */
export function gained({ function: name }: LockCall, reply: MysqlReply | StoreError): number {
  const answer = Number(answerIn(reply));
  if (name === 'get_lock') return answer;
  return name === 'is_free_lock' ? 0 : -answer;
}

/** The reply that the strategy's own statement would have had. */
export function asAsked(call: LockCall, request: SqlRequest, reply: MysqlReply | StoreError): MysqlReply | StoreError {
  return reply.kind === 'rows' ? replyOf(call, request, answerIn(reply)) : reply;
}

function answerIn(reply: MysqlReply | StoreError): SqlValue {
  return reply.kind === 'rows' ? Object.values(reply.rows[0]!)[0]! : null;
}

/** What a GET_LOCK answers that has waited too long. */
export function timedOut(call: LockCall, request: SqlRequest): MysqlReply {
  return replyOf(call, request, 0);
}

function replyOf({ hasRow, alias, text }: LockCall, { params, prepared }: SqlRequest, value: SqlValue): MysqlReply {
  if (!hasRow) return { kind: 'ok', affectedRows: 0, changedRows: 0, insertId: 0 };
  // The client writes the parameters of `query` into the text, and MySQL calls the column by that.
  const column = alias ?? (prepared ? text : mysql2.format(text, params as never));
  return { kind: 'rows', columns: [column], rows: [{ [column]: value }] };
}
