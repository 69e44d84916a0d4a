/**
 * The binlog of all slots as one stream. A committed step has settled only when the stream has come past its commit, so
 * the row events that a run sees do not depend on how fast they travel.
 */
import ZongJi from '@vlasky/zongji';
import type { AnyBinlogEvent, RowData } from '@vlasky/zongji';
import type { Row, RowChange } from '../engine.ts';
import { Batch } from './batch.ts';
import { isEngineFailure, ServerUnsuitable } from './errors.ts';
import { withResolvers } from './lifeline.ts';
import type { Lifeline } from './lifeline.ts';
import type { MysqlConnection } from './mysql-connection.ts';
import { connectionOptions } from './mysql-connection.ts';
import type { RealServers } from './servers.ts';

type Listener = (change: RowChange) => void;

const ER_PARSE_ERROR = 1064;
const ER_MASTER_FATAL_ERROR_READING_BINLOG = 1236;

/** A place in the binlog. */
interface Position {
  readonly file: string;
  readonly offset: number;
}

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
  readonly #zongji: ZongJi;
  readonly #listeners = new Map<string, Listener>();
  readonly #current: Batch<null, Position>;
  #reached: Position;
  #waiters: readonly Waiter[] = [];

  private constructor(zongji: ZongJi, control: MysqlConnection, start: Position) {
    this.#zongji = zongji;
    this.#reached = start;
    this.#current = new Batch(async (questions) => {
      const position = await currentPosition(control);
      return questions.map(() => position);
    });
  }

  /** Reads from the present end on. */
  static async open({ server, lifeline, control, databases, serverId }: BinlogOptions): Promise<Binlog> {
    await checkSettings(control);
    const start = await currentPosition(control);
    const zongji = new ZongJi(connectionOptions(server));
    const binlog = new Binlog(zongji, control, start);
    const flowing = withResolvers<void>();
    zongji.on('binlog', (event) => {
      flowing.resolve();
      binlog.#receive(event);
    });
    zongji.on('error', (error) => flowing.reject(error));
    const stopListening = lifeline.onLost((error) => flowing.reject(error));
    zongji.start({
      filename: start.file,
      position: start.offset,
      serverId,
      includeSchema: Object.fromEntries(databases.map((database) => [database, ['items']])),
    });
    // The server's first event tells that it accepted us; zongji's `ready` comes before it is asked.
    await flowing.promise.finally(stopListening).catch((error: unknown) => {
      binlog.close();
      throw isEngineFailure(error) ? error : unsuitable('the binlog cannot be read', error);
    });
    zongji.on('error', (error) => lifeline.lost('mysql', isPurged(error) ? purged(error) : error));
    lifeline.onLost((error) => binlog.#abandon(error));
    return binlog;
  }

  /** Hands the row events of one database from now on to `listener`, until `unsubscribe`. */
  async subscribe(database: string, listener: Listener): Promise<void> {
    // What an earlier run has committed there may still be on its way.
    await this.passed();
    this.#listeners.set(database, listener);
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
    this.#zongji.removeAllListeners();
    this.#zongji.on('error', () => undefined);
    this.#zongji.stop();
  }

  #receive(event: AnyBinlogEvent): void {
    switch (event.getTypeName()) {
      case 'Rotate': {
        const { binlogName, position } = event as AnyBinlogEvent & { binlogName: string; position: number };
        return this.#reach({ file: binlogName, offset: position });
      }
      case 'WriteRows':
      case 'UpdateRows':
      case 'DeleteRows':
        this.#handOut(event as RowsEvent);
        break;
      default:
    }
    if (event.nextPosition > 0) this.#reach({ file: this.#reached.file, offset: event.nextPosition });
  }

  #handOut(event: RowsEvent): void {
    const listener = this.#listeners.get(event.tableMap[event.tableId]?.parentSchema ?? '');
    if (listener === undefined) return;
    for (const row of event.rows) listener(toChange(event.getTypeName(), row));
  }

  #reach(position: Position): void {
    this.#reached = position;
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

interface RowsEvent {
  readonly tableId: number;
  readonly tableMap: Readonly<Record<number, { readonly parentSchema: string }>>;
  readonly rows: readonly (RowData | { readonly before: RowData; readonly after: RowData })[];
  getTypeName(): string;
}

async function currentPosition(control: MysqlConnection): Promise<Position> {
  type Status = [file: string, offset: number];
  const [status] = await control
    .query<Status>('SHOW BINARY LOG STATUS')
    // Its name before MySQL 8.2.
    .catch((error: unknown) =>
      isUnknownStatement(error) ? control.query<Status>('SHOW MASTER STATUS') : Promise.reject(error),
    )
    .catch((error: unknown) => {
      throw isEngineFailure(error) ? error : unsuitable('the binlog position cannot be read', error);
    });
  if (status === undefined) throw new ServerUnsuitable('mysql', 'the binlog is off', 'start it with --log-bin');
  return { file: status[0], offset: status[1] };
}

/** What row events need. A session's own settings are those that were global when it began. */
async function checkSettings(control: MysqlConnection): Promise<void> {
  const [row] = await control.query<[isOn: number, format: string, image: string]>(
    'SELECT @@GLOBAL.log_bin, @@GLOBAL.binlog_format, @@GLOBAL.binlog_row_image',
  );
  const [isOn, format, image] = row ?? [0, '', ''];
  if (isOn === 0) throw new ServerUnsuitable('mysql', 'the binlog is off', 'start it with --log-bin');
  const wrong = [
    ...(format === 'ROW' ? [] : [{ name: 'binlog_format', value: format, wanted: 'ROW' }]),
    ...(image === 'FULL' ? [] : [{ name: 'binlog_row_image', value: image, wanted: 'FULL' }]),
  ];
  if (wrong.length === 0) return;
  const found = wrong.map(({ name, value, wanted }) => `${name} is ${value}, and must be ${wanted}`).join('; ');
  const fix = wrong.map(({ name, wanted }) => `SET GLOBAL ${name} = '${wanted}'`).join('; ');
  throw new ServerUnsuitable('mysql', `changes cannot be read from its binlog: ${found}`, fix);
}

/** The place in the binlog that was read is no longer there. */
function isPurged(error: unknown): boolean {
  return (error as { errno?: number }).errno === ER_MASTER_FATAL_ERROR_READING_BINLOG;
}

function purged(error: unknown): ServerUnsuitable {
  const fix = 'repeat the run without PURGE or RESET beside it, and raise binlog_expire_logs_seconds';
  return new ServerUnsuitable('mysql', 'the binlog was removed while it was read', fix, error);
}

function isUnknownStatement(error: unknown): boolean {
  return (error as { errno?: number }).errno === ER_PARSE_ERROR;
}

function unsuitable(what: string, error: unknown): ServerUnsuitable {
  const fix = 'GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* to the user, and keep binlog_format = ROW';
  return new ServerUnsuitable('mysql', what, fix, error);
}

/** Files are numbered, and the numbers grow longer. */
function isReached(wanted: Position, reached: Position): boolean {
  if (wanted.file === reached.file) return wanted.offset <= reached.offset;
  if (wanted.file.length !== reached.file.length) return wanted.file.length < reached.file.length;
  return wanted.file < reached.file;
}

function toChange(type: string, row: RowsEvent['rows'][number]): RowChange {
  if (type === 'UpdateRows') {
    const { before, after } = row as { readonly before: RowData; readonly after: RowData };
    return { type: 'update', id: Number(before['id']), before: toRow(before), after: toRow(after) };
  }
  const only = toRow(row as RowData);
  return type === 'WriteRows'
    ? { type: 'insert', id: only.id, before: null, after: only }
    : { type: 'delete', id: only.id, before: only, after: null };
}

function toRow({ id, value, version }: RowData): Row {
  return { id: Number(id), value: String(value), version: Number(version) };
}
