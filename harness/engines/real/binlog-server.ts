/** What MySQL says of its binlog: whether row events can be read from it, and where it ends. */
import { isEngineFailure, ServerUnsuitable } from './errors.ts';
import type { MysqlConnection } from './mysql-connection.ts';

const ER_PARSE_ERROR = 1064;
const ER_MASTER_FATAL_ERROR_READING_BINLOG = 1236;

/** A place in the binlog. */
export interface Position {
  readonly file: string;
  readonly offset: number;
}

export async function currentPosition(control: MysqlConnection): Promise<Position> {
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
export async function checkSettings(control: MysqlConnection): Promise<void> {
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
export function isPurged(error: unknown): boolean {
  return (error as { errno?: number }).errno === ER_MASTER_FATAL_ERROR_READING_BINLOG;
}

export function purged(error: unknown): ServerUnsuitable {
  const fix = 'repeat the run without PURGE or RESET beside it, and raise binlog_expire_logs_seconds';
  return new ServerUnsuitable('mysql', 'the binlog was removed while it was read', fix, error);
}

function isUnknownStatement(error: unknown): boolean {
  return (error as { errno?: number }).errno === ER_PARSE_ERROR;
}

export function unsuitable(what: string, error: unknown): ServerUnsuitable {
  const fix = 'GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* to the user, and keep binlog_format = ROW';
  return new ServerUnsuitable('mysql', what, fix, error);
}

/** Files are numbered, and the numbers grow longer. */
export function isReached(wanted: Position, reached: Position): boolean {
  if (wanted.file === reached.file) return wanted.offset <= reached.offset;
  if (wanted.file.length !== reached.file.length) return wanted.file.length < reached.file.length;
  return wanted.file < reached.file;
}
