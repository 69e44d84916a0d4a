/** What the other end of a connection asks of the process that it belongs to. */
import type { MysqlReply, RedisReply, SqlValue, StoreError } from '../engines/engine.ts';
import type { WireCommand } from './redis/resp.ts';

/** A session of its own for the engine: what WATCH, transactions and locks belong to. */
export interface Connection {
  /** Different for each connection of a run, whatever its store. */
  readonly number: number;
  /** The service instance that has opened it, from 1. */
  readonly node: number;
  /** MySQL's: as far as the texts of its statements tell. */
  readonly isInTransaction: boolean;
  /** It breaks. */
  cut(): void;
}

export type RedisAct = { readonly command: WireCommand } | { readonly transaction: readonly WireCommand[] };

export interface Statement {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly begin: boolean;
  readonly prepared: boolean;
}

/** What is submitted is executed when the scheduler chooses, on behalf of whoever is running; so does what follows the reply. */
export interface Store {
  submitRedis(connection: Connection, act: RedisAct, onReply: (reply: RedisReply) => void): void;
  submitSql(connection: Connection, statement: Statement, onReply: (reply: MysqlReply | StoreError) => void): void;
  left(connection: Connection): void;
  /** The client has sent what no run can work with. */
  refuse(error: unknown): void;
}
