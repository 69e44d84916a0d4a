/** The binlogs that runs follow: the primary's and those of replicas, each opened for the first run that wants it. */
import { Binlog } from './binlog.ts';
import { dialectOf } from './dialect.ts';
import { ServerUnsuitable } from './errors.ts';
import type { Lifeline } from './lifeline.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import type { MysqlServer } from './servers.ts';

/** A server whose binlog can be followed. */
export interface Logged {
  readonly address: MysqlServer;
  readonly control: MysqlConnection;
}

export interface BinlogsOptions {
  /** By number: 0 for the primary. */
  readonly servers: readonly Logged[];
  readonly lifeline: Lifeline;
  readonly databases: readonly string[];
  /** Unique among all who read a binlog of these servers. */
  readonly serverId: number;
  /** Our own writes stay out of the binlog, or come before the run that follows it. */
  readonly isUnlogged: boolean;
}

export class Binlogs {
  readonly #options: BinlogsOptions;
  readonly #opened = new Map<number, Promise<Binlog>>();

  constructor(options: BinlogsOptions) {
    this.#options = options;
  }

  /** @param source 0 for the primary's, else the replica's number */
  of(source: number): Promise<Binlog> {
    const opened = this.#opened.get(source) ?? this.#open(source);
    this.#opened.set(source, opened);
    return opened;
  }

  async close(): Promise<void> {
    for (const opening of this.#opened.values()) (await opening.catch(() => null))?.close();
  }

  async #open(source: number): Promise<Binlog> {
    const { servers, lifeline, databases, serverId, isUnlogged } = this.#options;
    const { address, control } = servers[source]!;
    if (!isUnlogged) {
      throw new ServerUnsuitable(
        'mysql',
        'rows that the simulator sets up would appear in the binlog as changes',
        `GRANT ${dialectOf(address).unloggedPrivilege} ON *.* to the user, which permits SET sql_log_bin = 0`,
      );
    }
    return Binlog.open({ server: address, lifeline, control, databases, serverId });
  }
}
