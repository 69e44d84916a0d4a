/** The replicas' half of one run: reads on them, and what they apply. */
import type { Commit, StoreState, VirtualTime } from '../engine.ts';
import { gtidWaitOf, mentionsGtidWait } from '../gtids.ts';
import { NotSupported, ServerUnsuitable } from './errors.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import { refuseOnReplica } from './replica-statement.ts';
import { ReplicaWait } from './replica-wait.ts';
import type { ReplicaServer } from './replica-server.ts';
import type { Session, SqlStep } from './session.ts';
import { classify } from './statement.ts';

export interface ReplicaRunOptions {
  readonly servers: readonly ReplicaServer[];
  /** On the primary. */
  readonly control: MysqlConnection;
  readonly database: string;
  readonly time: VirtualTime;
}

export class ReplicaRun {
  readonly #options: ReplicaRunOptions;
  /** What the primary had executed after each commit of this run. */
  readonly #gtids: string[] = [];
  /** By replica, from 0: how many commits it has applied. */
  readonly #applied: number[];
  #waits: readonly ReplicaWait[] = [];
  /** By replica, from 0, then by actor. */
  readonly #sessions: readonly Map<number, Session>[];

  private constructor(options: ReplicaRunOptions) {
    this.#options = options;
    this.#applied = options.servers.map(() => 0);
    this.#sessions = options.servers.map(() => new Map());
  }

  /** Brings the replicas, which are taken, to where the primary is. */
  static async begin(options: ReplicaRunOptions): Promise<ReplicaRun> {
    const gtids = await executedOn(options.control);
    await Promise.all(options.servers.map((server) => server.applyUntil(gtids)));
    return new ReplicaRun(options);
  }

  /** To be called when the nth commit, from 1, is done and nothing has been committed since. */
  async note(commits: number): Promise<void> {
    this.#gtids[commits - 1] = await executedOn(this.#options.control);
  }

  /** @param replica from 1 */
  async execute(step: SqlStep, replica: number): Promise<void> {
    const { request } = step;
    if (mentionsGtidWait(request.sql)) return this.#wait(step, replica);
    const statement = classify(request.sql);
    refuseOnReplica(statement, request.sql);
    const session = await this.#session(step.session, replica);
    const { reply } = await session.perform(request, statement, this.#options.time.now, false);
    const { database } = this.#options;
    step.reply =
      reply.kind === 'error' ? { ...reply, message: reply.message.replaceAll(database, 'stalemate') } : reply;
    step.state = reply.kind === 'error' ? 'failed' : 'done';
  }

  /** The run's names become the server's. Whether it must wait is known: nothing is applied but by `apply`. */
  async #wait(step: SqlStep, replica: number): Promise<void> {
    const wait = gtidWaitOf(step.request);
    const gtids = wait === null || wait.commits === null ? undefined : this.#gtids[wait.commits - 1];
    if (wait === null || gtids === undefined)
      throw new NotSupported(
        step.request.sql,
        'it is `SELECT WAIT_FOR_EXECUTED_GTID_SET(gtid, seconds)`, with the GTID of a commit',
      );
    const session = await this.#session(step.session, replica);
    const one = new ReplicaWait({ step, wait, replica, session, gtids }, this.#options.time.now);
    if (wait.commits! <= this.#applied[replica - 1]!) return one.end(0);
    step.state = 'blocked';
    this.#waits = [...this.#waits, one];
  }

  /** The session has waited long enough. @returns its step, if it waits here */
  async timeOut(number: number): Promise<readonly SqlStep[]> {
    return this.#endWaits(({ step }) => step.session === number, 1);
  }

  async #endWaits(isOver: (wait: ReplicaWait) => boolean, value: 0 | 1): Promise<readonly SqlStep[]> {
    const over = this.#waits.filter(isOver);
    this.#waits = this.#waits.filter((one) => !over.includes(one));
    for (const one of over) {
      if (value === 1) await one.giveUp(() => this.#options.servers[one.replica - 1]!.kill(one.session));
      await one.end(value);
    }
    return over.map(({ step }) => step);
  }

  /**
   * @param commits all of the run, in order; the replica has those before `commit`
   * @returns steps whose wait is over
   */
  async apply(replica: number, commit: Commit, commits: readonly Commit[]): Promise<readonly SqlStep[]> {
    const gtids = this.#gtids[commits.indexOf(commit)];
    if (gtids === undefined) throw new Error('a replica was told to apply what nobody has committed');
    await this.#options.servers[replica - 1]!.applyUntil(gtids);
    const applied = ++this.#applied[replica - 1]!;
    return this.#endWaits((one) => one.replica === replica && one.wait.commits! <= applied, 0);
  }

  async disconnect({ session, replica }: { readonly session: number; readonly replica?: number }): Promise<void> {
    await this.#endWaits((one) => one.step.session === session && (replica ?? one.replica) === one.replica, 1);
    for (const [i, sessions] of this.#sessions.entries()) {
      if (replica !== undefined && replica !== i + 1) continue;
      const own = sessions.get(session);
      sessions.delete(session);
      if (own !== undefined) await this.#leave(own, i);
    }
  }

  /** What each shows to whoever asks now. */
  async inspect(): Promise<NonNullable<StoreState['replicas']>> {
    const { servers, database } = this.#options;
    const rows = await Promise.all(servers.map(({ truth }) => truth.read(database)));
    return rows.map((of) => Object.fromEntries(of));
  }

  async end(): Promise<void> {
    await this.#endWaits(() => true, 1);
    for (const [i, sessions] of this.#sessions.entries())
      await Promise.all(Array.from(sessions.values(), (session) => this.#leave(session, i)));
  }

  async #session(number: number, replica: number): Promise<Session> {
    const sessions = this.#sessions[replica - 1]!;
    const session =
      sessions.get(number) ?? (await this.#options.servers[replica - 1]!.session(this.#options.database, number));
    sessions.set(number, session);
    return session;
  }

  async #leave(session: Session, position: number): Promise<void> {
    if (session.inTransaction) await session.rollback();
    if (session.isAltered) this.#options.servers[position]!.drop(this.#options.database, session);
  }
}

/** All transactions that are committed there. */
async function executedOn(control: MysqlConnection): Promise<string> {
  const [row] = await control.query<[string]>('SELECT @@GLOBAL.gtid_executed');
  const gtids = row?.[0].replaceAll('\n', '') ?? '';
  if (gtids !== '') return gtids;
  throw new ServerUnsuitable(
    'mysql',
    'the primary has no GTIDs',
    'start it with --gtid-mode=ON --enforce-gtid-consistency=ON',
  );
}
