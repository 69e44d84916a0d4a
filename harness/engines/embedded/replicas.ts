/** MySQL's replicas in this process: each a database of its own, which gets the primary's transactions when it is told to. */
import type { Commit, EngineStep, RowChange, RunSetup, StoreState } from '../engine.ts';
import { answerWait, type GtidWait, gtidWaitOf, mentionsGtidWait } from '../gtids.ts';
import { NotEmbedded } from './not-embedded.ts';
import type { CommitLog } from './mysql/database.ts';
import { EmbeddedMysql } from './mysql/mysql.ts';

/** Nobody commits on a replica. */
const NO_LOG: CommitLog = { committed: () => {} };

const NONE: readonly EngineStep[] = [];

type SqlRequest = Parameters<typeof gtidWaitOf>[0];

/** A step that waits until a replica has come so far. */
interface Waiting {
  readonly step: EngineStep;
  readonly wait: GtidWait;
  readonly replica: number;
}

export class EmbeddedReplicas {
  readonly #servers: readonly EmbeddedMysql[];
  readonly #changesFrom: number;
  readonly #changes: RowChange[];
  /** By replica: how many commits it has applied. */
  readonly #applied: number[];
  #waiting: readonly Waiting[] = [];

  /** @param changes what the binlog's reader sees: gets what the replica applies that it reads from */
  constructor({ rows, time, replicas = 0, changesFrom = 0 }: RunSetup, changes: RowChange[]) {
    this.#servers = Array.from({ length: replicas }, () => new EmbeddedMysql(rows, time, NO_LOG, true));
    this.#changesFrom = changesFrom;
    this.#changes = changes;
    this.#applied = Array.from({ length: replicas }, () => 0);
  }

  /** @param replica from 1 */
  execute(step: EngineStep, replica: number): void {
    const { request } = step;
    if (request.store === 'mysql' && mentionsGtidWait(request.sql)) return this.#wait(step, request, replica);
    this.#servers[replica - 1]!.execute(step);
  }

  /** @returns steps whose wait is over */
  apply(replica: number, { changes }: Commit): readonly EngineStep[] {
    this.#servers[replica - 1]!.apply(changes);
    if (replica === this.#changesFrom) this.#changes.push(...changes);
    const applied = ++this.#applied[replica - 1]!;
    if (this.#waiting.length === 0) return NONE;
    return this.#end((one) => one.replica === replica && one.wait.commits! <= applied, 0);
  }

  /** The session has waited long enough. @returns its step, if it waits here */
  timeOut(session: number): readonly EngineStep[] {
    return this.#end(({ step }) => step.session === session, 1);
  }

  #wait(step: EngineStep, request: SqlRequest, replica: number): void {
    const wait = gtidWaitOf(request);
    if (wait === null || wait.commits === null) throw new NotEmbedded(request.sql);
    if (wait.commits <= this.#applied[replica - 1]!) return answerWait(step, wait, 0);
    step.state = 'blocked';
    this.#waiting = [...this.#waiting, { step, wait, replica }];
  }

  #end(isOver: (waiting: Waiting) => boolean, value: 0 | 1): readonly EngineStep[] {
    const over = this.#waiting.filter(isOver);
    if (over.length === 0) return NONE;
    this.#waiting = this.#waiting.filter((one) => !over.includes(one));
    for (const { step, wait } of over) answerWait(step, wait, value);
    return over.map(({ step }) => step);
  }

  /** @param replica where the client's connection is gone; from all when left out */
  disconnect({ session, replica }: { readonly session: number; readonly replica?: number }): void {
    this.#waiting = this.#waiting.filter(
      (one) => one.step.session !== session || (replica !== undefined && replica !== one.replica),
    );
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
