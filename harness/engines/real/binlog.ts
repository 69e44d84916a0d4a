/**
 * The binlog of all slots as one stream. A committed step has settled only when the stream has come past its commit, so
 * the row events that a run sees do not depend on how fast they travel.
 *
 * Guarantees: every row event is handed out once and in order, also when the server begins another file, and when the
 * connection is cut: it is opened again after the last whole transaction, and what was handed out already is passed over.
 */
import ZongJi from '@vlasky/zongji';
import type { AnyBinlogEvent } from '@vlasky/zongji';
import type { JudgedTable } from '../../../strategies/adapt.ts';
import type { RowChange } from '../engine.ts';
import { Batch } from './batch.ts';
import type { RowsEvent } from './binlog-rows.ts';
import { changesOf, tableOf } from './binlog-rows.ts';
import type { Position } from './binlog-server.ts';
import { checkSettings, currentPosition, isPurged, isReached, purged, unsuitable } from './binlog-server.ts';
import { isEngineFailure } from './errors.ts';
import { withResolvers } from './lifeline.ts';
import type { Lifeline } from './lifeline.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import { connectionOptions } from './mysql-connection.ts';
import type { RealServers } from './servers.ts';

/** The table whose changes are wanted. */
export interface Followed {
  readonly table: string;
  /** The table in the place of `items`. */
  readonly judged?: JudgedTable | undefined;
}

interface Listener extends Followed {
  readonly hear: (change: RowChange) => void;
}

/** Of a connection that brings nothing, one after the other. A server that is gone refuses the first. */
const CUTS_MAX = 3;

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export interface BinlogOptions {
  readonly server: RealServers['mysql'];
  readonly lifeline: Lifeline;
  readonly control: MysqlConnection;
  readonly databases: readonly string[];
  /** Unique among all who read this server's binlog. */
  readonly serverId: number;
}

export class Binlog {
  readonly #options: BinlogOptions;
  readonly #listeners = new Map<string, Listener>();
  readonly #current: Batch<null, Position>;
  #stream: ZongJi | null = null;
  /** The file that the stream is in. */
  #file: string;
  /** How far row events have been handed out. */
  #reached: Position;
  /** The end of the last whole transaction: where reading can begin. */
  #boundary: Position;
  /** Of the transaction that is being read. They are handed out at its end, which alone has a position in any server's binlog. */
  #rows: RowsEvent[] = [];
  /** How often in a row the connection was cut before it brought anything. */
  #cuts = 0;
  #isClosed = false;
  #waiters: readonly Waiter[] = [];

  private constructor(options: BinlogOptions, start: Position) {
    this.#options = options;
    this.#file = start.file;
    this.#reached = this.#boundary = start;
    this.#current = new Batch(async (questions) => {
      const position = await currentPosition(options.control);
      return questions.map(() => position);
    });
  }

  /** Reads from the present end on. */
  static async open(options: BinlogOptions): Promise<Binlog> {
    await checkSettings(options.control);
    const binlog = new Binlog(options, await currentPosition(options.control));
    await binlog.#read();
    options.lifeline.onLost((error) => binlog.#abandon(error));
    return binlog;
  }

  /** Hands the row events of one table from now on to `hear`, until `unsubscribe`. */
  async subscribe(database: string, followed: Followed, hear: Listener['hear']): Promise<void> {
    // What an earlier run has committed there may still be on its way.
    await this.passed();
    this.#listeners.set(database, { ...followed, hear });
  }

  unsubscribe(database: string): void {
    this.#listeners.delete(database);
  }

  /** Resolves when every row event of what is committed now has been handed out. */
  async passed(): Promise<void> {
    const position = await this.#current.ask(null);
    if (isReached(position, this.#reached)) return;
    const { promise, resolve, reject } = withResolvers<void>();
    this.#waiters = [...this.#waiters, { position, resolve, reject }];
    return promise;
  }

  close(): void {
    this.#isClosed = true;
    this.#end();
  }

  /** Begins to read after the last whole transaction. Resolves when the server sends something. */
  async #read(): Promise<void> {
    const { server, serverId, databases, lifeline } = this.#options;
    const stream = new ZongJi({ ...connectionOptions(server), dateStrings: true });
    const { file, offset } = this.#boundary;
    this.#stream = stream;
    this.#file = file;
    this.#rows = [];
    const flowing = withResolvers<void>();
    let isFlowing = false;
    stream.on('binlog', (event) => {
      isFlowing = true;
      flowing.resolve();
      if (this.#stream === stream) this.#receive(event);
    });
    stream.on('error', (error) => (isFlowing ? void this.#resume(stream, error) : flowing.reject(error)));
    const stopListening = lifeline.onLost((error) => flowing.reject(error));
    const includeSchema = Object.fromEntries(databases.map((database) => [database, true as const]));
    stream.start({ filename: file, position: offset, serverId, includeSchema });
    // The server's first event tells that it accepted us; zongji's `ready` comes before it is asked.
    await flowing.promise.finally(stopListening).catch((error: unknown) => {
      this.#end();
      throw isEngineFailure(error) ? error : unsuitable('the binlog cannot be read', error);
    });
  }

  /** The connection was cut: a server that still runs is asked again. */
  async #resume(stream: ZongJi, error: unknown): Promise<void> {
    if (this.#isClosed || this.#stream !== stream) return;
    this.#end();
    while (!this.#isClosed && !isPurged(error) && this.#cuts < CUTS_MAX) {
      this.#cuts += 1;
      const isReading = await this.#read().then(
        () => true,
        () => false,
      );
      if (isReading) return;
    }
    if (!this.#isClosed) this.#options.lifeline.lost('mysql', isPurged(error) ? purged(error) : error);
  }

  #end(): void {
    const stream = this.#stream;
    this.#stream = null;
    if (stream === null) return;
    stream.removeAllListeners();
    stream.on('error', () => undefined);
    stream.stop();
  }

  #receive(event: AnyBinlogEvent): void {
    const type = event.getTypeName();
    if (type === 'Rotate') {
      const { binlogName, position } = event as AnyBinlogEvent & { binlogName: string; position: number };
      this.#file = binlogName;
      return this.#come({ file: binlogName, offset: position }, true);
    }
    if (type === 'WriteRows' || type === 'UpdateRows' || type === 'DeleteRows') this.#rows.push(event as RowsEvent);
    // Events that the server makes up for a new reader stand nowhere, nor do MariaDB's within a transaction.
    if (event.nextPosition <= 0) return;
    const position = { file: this.#file, offset: event.nextPosition };
    if (type === 'Xid') {
      if (!isReached(position, this.#reached)) for (const rows of this.#rows) this.#handOut(rows);
      this.#rows = [];
    }
    this.#come(position, type === 'Xid');
  }

  #handOut(event: RowsEvent): void {
    const { parentSchema, tableName } = tableOf(event);
    const listener = this.#listeners.get(parentSchema);
    if (listener?.table !== tableName) return;
    for (const change of changesOf(event, listener.judged)) listener.hear(change);
  }

  #come(position: Position, isBoundary: boolean): void {
    if (isReached(position, this.#reached)) return;
    this.#cuts = 0;
    this.#reached = position;
    if (isBoundary) this.#boundary = position;
    if (this.#waiters.length === 0) return;
    const waiting = this.#waiters;
    this.#waiters = waiting.filter((waiter) => !isReached(waiter.position, position));
    for (const waiter of waiting) if (isReached(waiter.position, position)) waiter.resolve();
  }

  #abandon(error: Error): void {
    for (const { reject } of this.#waiters) reject(error);
    this.#waiters = [];
  }
}
