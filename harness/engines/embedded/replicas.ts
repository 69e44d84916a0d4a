/** MySQL's replicas in this process: each a database of its own, which gets the primary's transactions when it is told to. */
import type { Commit, EngineStep, RowChange, RunSetup, StoreState } from '../engine.ts';
import type { CommitLog } from './mysql/database.ts';
import { EmbeddedMysql } from './mysql/mysql.ts';

/** Nobody commits on a replica. */
const NO_LOG: CommitLog = { committed: () => {} };

export class EmbeddedReplicas {
  readonly #servers: readonly EmbeddedMysql[];
  readonly #changesFrom: number;
  readonly #changes: RowChange[];

  /** @param changes what the binlog's reader sees: gets what the replica applies that it reads from */
  constructor({ rows, time, replicas = 0, changesFrom = 0 }: RunSetup, changes: RowChange[]) {
    this.#servers = Array.from({ length: replicas }, () => new EmbeddedMysql(rows, time, NO_LOG, true));
    this.#changesFrom = changesFrom;
    this.#changes = changes;
  }

  /** @param replica from 1 */
  execute(step: EngineStep, replica: number): void {
    this.#servers[replica - 1]!.execute(step);
  }

  apply(replica: number, { changes }: Commit): void {
    this.#servers[replica - 1]!.apply(changes);
    if (replica === this.#changesFrom) this.#changes.push(...changes);
  }

  /** @param replica where the client's connection is gone; from all when left out */
  disconnect({ session, replica }: { readonly session: number; readonly replica?: number }): void {
    for (const [i, server] of this.#servers.entries()) {
      if (replica === undefined || replica === i + 1) server.disconnect(session);
    }
  }

  forget(ids: Iterable<number>): void {
    for (const server of this.#servers) server.forget(ids);
  }

  inspect(): NonNullable<StoreState['replicas']> {
    return this.#servers.map((server) => server.inspect());
  }
}
