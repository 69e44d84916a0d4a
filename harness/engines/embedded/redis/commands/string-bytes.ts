import { Buffer, isUtf8 } from 'node:buffer';
import type { RedisReply } from '../../../engine.ts';
import { NotEmbedded } from '../../not-embedded.ts';
import { type Command, reads, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { isError, NOT_AN_INTEGER, redisError } from '../errors.ts';
import { parseIndex } from '../values/integer.ts';
import { readString } from './strings.ts';

/** The commands that count bytes. Values are kept as text, so they turn it into UTF-8 and back. */

const OFFSET_OUT_OF_RANGE = redisError('ERR offset is out of range');
const TOO_LARGE = redisError('ERR string exceeds maximum allowed size (proto-max-bulk-len)');
const BYTES_MAX = 512 * 1024 * 1024;

function append(database: Database, args: readonly string[]): RedisReply {
  const [key, suffix] = args as [string, string];
  const old = readString(database, key);
  if (isError(old)) return old;
  const value = (old ?? '') + suffix;
  database.putKeepingDeadline(key, value);
  return Buffer.byteLength(value);
}

function strlen(database: Database, args: readonly string[]): RedisReply {
  const value = readString(database, args[0] as string);
  return typeof value === 'string' ? Buffer.byteLength(value) : (value ?? 0);
}

function getrange(database: Database, args: readonly string[]): RedisReply {
  const [key, first, last] = args as [string, string, string];
  const start = parseIndex(first);
  const end = parseIndex(last);
  if (start === null || end === null) return NOT_AN_INTEGER;
  const value = readString(database, key);
  if (typeof value !== 'string') return value ?? '';
  if (start < 0 && end < 0 && start > end) return '';
  const bytes = Buffer.from(value);
  const from = Math.max(0, start < 0 ? bytes.length + start : start);
  const to = Math.max(0, end < 0 ? bytes.length + end : end);
  return bytes.toString('utf8', from, to + 1);
}

function setrange(database: Database, args: readonly string[]): RedisReply {
  const [key, position, text] = args as [string, string, string];
  const offset = parseIndex(position);
  if (offset === null) return NOT_AN_INTEGER;
  if (offset < 0) return OFFSET_OUT_OF_RANGE;
  const old = readString(database, key);
  if (isError(old)) return old;
  const before = Buffer.from(old ?? '');
  const patch = Buffer.from(text);
  if (patch.length === 0) return before.length;
  if (offset + patch.length > BYTES_MAX) return TOO_LARGE;
  const after = Buffer.alloc(Math.max(before.length, offset + patch.length));
  before.copy(after);
  patch.copy(after, offset);
  if (!isUtf8(after)) throw new NotEmbedded('SETRANGE in the middle of a character');
  database.putKeepingDeadline(key, after.toString());
  return after.length;
}

export const STRING_BYTE_COMMANDS = {
  append: writes(3, append),
  strlen: reads(2, strlen),
  getrange: reads(4, getrange),
  setrange: writes(4, setrange),
} satisfies Record<string, Command>;
