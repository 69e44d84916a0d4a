/** MySQL's protocol, the server's half: what it says, packet by packet. (MySQL manual, "Client/Server Protocol".) */
import type { MysqlReply, SqlValue, StoreError } from '../../engines/engine.ts';
import { PacketWriter } from './packet-writer.ts';

export const SERVER_VERSION = '9.7.0';

/** https://dev.mysql.com/doc/dev/mysql-server/latest/group__group__cs__capabilities__flags.html */
const CAPABILITIES =
  0x1 | // long password
  0x2 | // found rows
  0x4 | // long flag
  0x8 | // connect with a database
  0x200 | // protocol 4.1
  0x2000 | // transactions
  0x8000 | // secure connection
  0x20000 | // several results
  0x80000; // plugin auth
const UTF8MB4 = 255;
const BINARY = 63;
const AUTOCOMMIT = 2;
const IN_TRANSACTION = 1;
/** https://dev.mysql.com/doc/dev/mysql-server/latest/field__types_8h.html */
const TYPES = {
  ...{ boolean: 1, double: 5, timestamp: 7, integer: 8, date: 10, time: 11, datetime: 12 },
  ...{ json: 245, decimal: 246, text: 253 },
} as const;

type ColumnType = keyof typeof TYPES;

/** Anybody is let in: what the client makes of this number is not looked at. */
const SCRAMBLE = Buffer.from('in-memory-in-memory!');
const AUTH_PLUGIN = 'mysql_native_password';

export function greeting(connectionId: number): Buffer {
  return new PacketWriter()
    .integer(10, 1)
    .terminated(SERVER_VERSION)
    .integer(connectionId, 4)
    .bytes(SCRAMBLE.subarray(0, 8))
    .integer(0, 1)
    .integer(CAPABILITIES & 0xffff, 2)
    .integer(UTF8MB4, 1)
    .integer(AUTOCOMMIT, 2)
    .integer(CAPABILITIES >>> 16, 2)
    .integer(SCRAMBLE.length + 1, 1)
    .bytes(Buffer.alloc(10))
    .bytes(SCRAMBLE.subarray(8))
    .integer(0, 1)
    .terminated(AUTH_PLUGIN)
    .end();
}

function statusOf(isInTransaction: boolean): number {
  return AUTOCOMMIT | (isInTransaction ? IN_TRANSACTION : 0);
}

/** @param info what MySQL says beside the figures: mysql2 reads `changedRows` in it */
export function okPacket(isInTransaction: boolean, affectedRows = 0, insertId = 0, info = ''): Buffer {
  const status = statusOf(isInTransaction);
  return new PacketWriter()
    .integer(0, 1)
    .count(affectedRows)
    .count(insertId)
    .integer(status, 2)
    .integer(0, 2)
    .bytes(Buffer.from(info))
    .end();
}

export function errorPacket({ errno = 1105, sqlState = 'HY000', message }: Omit<StoreError, 'kind' | 'code'>): Buffer {
  return new PacketWriter()
    .integer(0xff, 1)
    .integer(errno, 2)
    .bytes(Buffer.from(`#${sqlState}${message}`))
    .end();
}

function endOfPart(isInTransaction: boolean): Buffer {
  return new PacketWriter().integer(0xfe, 1).integer(0, 2).integer(statusOf(isInTransaction), 2).end();
}

/** The statement that a client has prepared: as many parameters, and columns that are told with each result. */
export function preparedPackets(id: number, parameters: number): Buffer[] {
  const head = new PacketWriter().integer(0, 1).integer(id, 4).integer(0, 2).integer(parameters, 2).integer(0, 1);
  const packets = [head.integer(0, 2).end()];
  if (parameters === 0) return packets;
  for (let i = 0; i < parameters; i++) packets.push(columnPacket('?', 'text'));
  return [...packets, endOfPart(false)];
}

export interface Answer {
  readonly isPrepared: boolean;
  readonly isInTransaction: boolean;
  readonly sql: string;
}

/** What a statement is answered with. */
export function replyPackets(reply: MysqlReply, { isPrepared, isInTransaction, sql }: Answer): Buffer[] {
  if (reply.kind === 'ok') {
    const { affectedRows, changedRows, insertId } = reply;
    const info = /^\s*update\b/i.test(sql) ? `Rows matched: ${affectedRows}  Changed: ${changedRows}  Warnings: 0` : '';
    return [okPacket(isInTransaction, affectedRows, insertId, info)];
  }
  const { columns, rows, types: told } = reply;
  const types = columns.map((name, i) => told?.[i] ?? typeOf(rows.map((row) => row[name] ?? null)));
  const end = endOfPart(isInTransaction);
  return [
    new PacketWriter().count(columns.length).end(),
    ...columns.map((name, i) => columnPacket(name, types[i]!, digitsOf(types[i]!, rows[0]?.[name] ?? null))),
    end,
    ...rows.map((row) => {
      const values = columns.map((name) => row[name] ?? null);
      return isPrepared ? binaryRow(values, types) : textRow(values);
    }),
    end,
  ];
}

/** After the point: a column has the same number of them in all rows. */
function digitsOf(type: ColumnType, value: SqlValue): number {
  if (type === 'double') return 31;
  const hasPoint = type !== 'integer' && type !== 'text' && type !== 'json';
  return hasPoint && typeof value === 'string' ? fractionOf(value).length : 0;
}

/** Replies hold values, and types that are out of the ordinary. Of a column without a value it makes no difference. */
function typeOf(values: readonly SqlValue[]): ColumnType {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === 0 || values.some((value) => typeof value === 'string')) return 'text';
  return numbers.every(Number.isInteger) ? 'integer' : 'double';
}

/** What a column is called, and of what type it is. */
function columnPacket(name: string, type: ColumnType, digits = 0): Buffer {
  return new PacketWriter()
    .text('def')
    .text('')
    .text('')
    .text('')
    .text(name)
    .text(name)
    .integer(12, 1)
    .integer(type === 'text' ? UTF8MB4 : BINARY, 2)
    .integer(type === 'text' ? 1020 : type === 'boolean' ? 1 : 20, 4)
    .integer(TYPES[type], 1)
    .integer(0, 2)
    .integer(digits, 1)
    .integer(0, 2)
    .end();
}

function textRow(values: readonly SqlValue[]): Buffer {
  const writer = new PacketWriter();
  for (const value of values) {
    if (value === null) writer.integer(0xfb, 1);
    else writer.text(String(value));
  }
  return writer.end();
}

/** The first two bits of the bitmap are nobody's. */
const BITMAP_OFFSET = 2;

function binaryRow(values: readonly SqlValue[], types: readonly ColumnType[]): Buffer {
  const bitmap = Buffer.alloc((values.length + BITMAP_OFFSET + 7) >> 3);
  const writer = new PacketWriter();
  values.forEach((value, i) => {
    const bit = i + BITMAP_OFFSET;
    if (value === null) bitmap[bit >> 3]! |= 1 << (bit & 7);
    else writeBinary(writer, value, types[i]!);
  });
  return Buffer.concat([Buffer.from([0]), bitmap, writer.end()]);
}

function writeBinary(writer: PacketWriter, value: Exclude<SqlValue, null>, type: ColumnType): void {
  switch (type) {
    case 'integer':
      return void writer.bigint(BigInt(value));
    case 'boolean':
      return void writer.integer(Number(value) & 0xff, 1);
    case 'double':
      return void writer.double(Number(value));
    case 'date':
    case 'datetime':
    case 'timestamp':
      return writeInstant(writer, String(value));
    case 'time':
      return writeTime(writer, String(value));
    default:
      return void writer.text(String(value));
  }
}

type Parts = [number, number, number, number?, number?, number?];

/** As far as it is not zero: a date, a time of the day, microseconds. */
function writeInstant(writer: PacketWriter, text: string): void {
  const [year, month, day, hour = 0, minute = 0, second = 0] = text.split(/[-: .]/).map(Number) as Parts;
  const micros = microsOf(text);
  const length = micros > 0 ? 11 : hour + minute + second > 0 ? 7 : 4;
  writer.integer(length, 1).integer(year, 2).integer(month, 1).integer(day, 1);
  if (length > 4) writer.integer(hour, 1).integer(minute, 1).integer(second, 1);
  if (length > 7) writer.integer(micros, 4);
}

/** A time of the day: its sign and days are zero. */
function writeTime(writer: PacketWriter, text: string): void {
  const [hour = 0, minute = 0, second = 0] = text.split(/[:.]/).map(Number);
  const micros = microsOf(text);
  const length = micros > 0 ? 12 : hour + minute + second > 0 ? 8 : 0;
  writer.integer(length, 1);
  if (length > 0) writer.integer(0, 1).integer(0, 4).integer(hour, 1).integer(minute, 1).integer(second, 1);
  if (length > 8) writer.integer(micros, 4);
}

function microsOf(text: string): number {
  return Number(fractionOf(text).padEnd(6, '0'));
}

/** What stands after the point. */
function fractionOf(text: string): string {
  return text.split('.')[1] ?? '';
}
