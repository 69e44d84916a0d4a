/**
 * A real MySQL replica. It fetches the primary's transactions at once and applies them when it is told to: its SQL thread
 * runs until a certain GTID and is stopped again, so how far the replica lags behind is ours to choose.
 *
 * The SQL thread applies the transactions of all databases in the order of their commits. So one run at a time has the
 * replica, among all engines that use it: a lock on the replica itself says which.
 */
import { ServerLost, ServerUnsuitable } from './errors.ts';
import { withResolvers } from './lifeline.ts';
import type { Lifeline } from './lifeline.ts';
import { MysqlConnection } from './mysql-connection.ts';
import type { MysqlServer } from './servers.ts';
import { Session } from './session.ts';
import { Truth } from './truth.ts';

/** Longer than any transaction of a run takes to arrive and to be applied. */
const APPLY_TIMEOUT_SECONDS = 8;
const TURN_TIMEOUT_SECONDS = 600;
const TURN = 'stalemate_replica';

export class ReplicaServer {
  readonly address: MysqlServer;
  readonly control: MysqlConnection;
  readonly truth: Truth;
  readonly #lifeline: Lifeline;
  /** Resolves when the run has ended that asked for this replica last. */
  #lastTurn: Promise<void> = Promise.resolve();
  #endTurn: () => void = () => {};
  /** By database and number. */
  readonly #sessions = new Map<string, Session>();

  private constructor(address: MysqlServer, control: MysqlConnection, lifeline: Lifeline) {
    this.address = address;
    this.control = control;
    this.truth = new Truth(control);
    this.#lifeline = lifeline;
  }

  static async open(address: MysqlServer, lifeline: Lifeline): Promise<ReplicaServer> {
    return new ReplicaServer(address, await MysqlConnection.open(address, lifeline, { isControl: true }), lifeline);
  }

  /** Waits until no other run has this replica, and stops it from applying by itself. */
  async take(): Promise<void> {
    const before = this.#lastTurn;
    const turn = withResolvers<void>();
    this.#lastTurn = turn.promise;
    await before;
    this.#endTurn = () => turn.resolve();
    await this.#lock().catch((error: unknown) => {
      this.#endTurn();
      throw error;
    });
  }

  async #lock(): Promise<void> {
    const [row] = await this.control.query<[number | null]>(`SELECT GET_LOCK('${TURN}', ${TURN_TIMEOUT_SECONDS})`);
    if (row?.[0] !== 1) throw new ServerUnsuitable('mysql', 'the replica stays in use', 'end the other Stalemate');
    await this.#ask('STOP REPLICA SQL_THREAD');
  }

  async give(): Promise<void> {
    try {
      await this.control.query(`DO RELEASE_LOCK('${TURN}')`);
    } finally {
      this.#endTurn();
    }
  }

  /** Applies what is left of these transactions, and nothing that comes after them. */
  async applyUntil(gtids: string): Promise<void> {
    const [, answers] = (await this.#ask(
      `START REPLICA SQL_THREAD UNTIL SQL_AFTER_GTIDS = '${gtids}';` +
        `SELECT WAIT_FOR_EXECUTED_GTID_SET('${gtids}', ${APPLY_TIMEOUT_SECONDS});` +
        'STOP REPLICA SQL_THREAD',
    )) as unknown as [unknown, readonly (readonly [number])[]];
    if (answers[0]?.[0] !== 0) throw await this.#complaint();
  }

  /** The connection of an actor, opened at its first use and kept for the same actor of later runs. */
  async session(database: string, number: number): Promise<Session> {
    const name = `${database} ${number}`;
    let session = this.#sessions.get(name);
    if (session === undefined) {
      session = await Session.open(number, this.address, this.#lifeline, { database, isReplica: true });
      this.#sessions.set(name, session);
    }
    return session;
  }

  /** Ends what the session's connection is waiting for. */
  async kill(session: Session): Promise<void> {
    await this.control.query(`KILL QUERY ${session.connectionId}`);
  }

  /** Closes a session whose state the next run must not inherit. */
  drop(database: string, session: Session): void {
    session.close();
    this.#sessions.delete(`${database} ${session.number}`);
  }

  /** Leaves the replica applying by itself, as it was found. */
  async restore(): Promise<void> {
    for (const session of this.#sessions.values()) session.close();
    await this.take();
    await this.control.query('START REPLICA SQL_THREAD');
    await this.give();
  }

  close(): void {
    for (const session of this.#sessions.values()) session.close();
    this.control.close();
  }

  async #ask(sql: string): Promise<readonly (readonly unknown[])[]> {
    return this.control.query(sql).catch((error: unknown) => {
      if (error instanceof ServerLost) throw error;
      const fix = 'GRANT REPLICATION_SLAVE_ADMIN ON *.* to the user on the replica';
      throw new ServerUnsuitable('mysql', 'the replica cannot be told when to apply', fix, error);
    });
  }

  /** Why it does not apply, in the replica's own words. */
  async #complaint(): Promise<ServerUnsuitable> {
    const [row] = await this.control.query<[io: string, sql: string]>(
      'SELECT (SELECT GROUP_CONCAT(LAST_ERROR_MESSAGE) FROM performance_schema.replication_connection_status), ' +
        '(SELECT GROUP_CONCAT(LAST_ERROR_MESSAGE) FROM performance_schema.replication_applier_status_by_worker)',
    );
    const why = row?.find((message) => message !== null && message !== '') ?? 'it gives no reason';
    return new ServerUnsuitable(
      'mysql',
      `the replica does not apply what the primary has committed: ${why}`,
      'see SHOW REPLICA STATUS on the replica: both of its threads must run',
    );
  }
}
