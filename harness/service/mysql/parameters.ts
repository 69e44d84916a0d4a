/** What a client binds to the placeholders of a prepared statement, as engines take it. */
import { isUtf8 } from 'node:buffer';
import type { SqlValue } from '../../engines/engine.ts';
import { NotText } from '../redis/resp.ts';

/** After the command, the statement's number, a flag byte and the count of iterations. */
const VALUES_AT = 10;

/** @param count how many placeholders the statement has @param known their types, when it was executed before */
export function readParameters(
  body: Buffer,
  count: number,
  known: readonly number[] | null,
): { readonly values: readonly SqlValue[]; readonly types: readonly number[] } {
  if (count === 0) return { values: [], types: [] };
  const bitmap = body.subarray(VALUES_AT, VALUES_AT + ((count + 7) >> 3));
  let at = VALUES_AT + bitmap.length;
  const bringsTypes = body[at++] === 1;
  const types = bringsTypes ? Array.from({ length: count }, (_, i) => body[at + i * 2]!) : known;
  if (types === null) throw new Error('a prepared statement without types of its parameters');
  if (bringsTypes) at += count * 2;
  const values = types.map((type, i): SqlValue => {
    if ((bitmap[i >> 3]! & (1 << (i & 7))) !== 0) return null;
    const { value, size } = readValue(body, at, type);
    at += size;
    return value;
  });
  return { values, types };
}

interface Read {
  readonly value: SqlValue;
  readonly size: number;
}

/** By MySQL's numbers of types. */
function readValue(body: Buffer, at: number, type: number): Read {
  switch (type) {
    case 1:
      return { value: body.readInt8(at), size: 1 };
    case 2:
      return { value: body.readInt16LE(at), size: 2 };
    case 3:
      return { value: body.readInt32LE(at), size: 4 };
    case 4:
      return { value: body.readFloatLE(at), size: 4 };
    case 5:
      return { value: body.readDoubleLE(at), size: 8 };
    case 8:
      return { value: Number(body.readBigInt64LE(at)), size: 8 };
    case 6:
      return { value: null, size: 0 };
    case 7:
    case 10:
    case 12:
      return readInstant(body, at);
    default:
      return readText(body, at);
  }
}

function readInstant(body: Buffer, at: number): Read {
  const length = body[at]!;
  const part = (offset: number, digits = 2): string => String(body[at + offset] ?? 0).padStart(digits, '0');
  const date = `${String(body.readUInt16LE(at + 1)).padStart(4, '0')}-${part(3)}-${part(4)}`;
  const time = length > 4 ? `${part(5)}:${part(6)}:${part(7)}` : '00:00:00';
  const micros = length > 7 ? body.readUInt32LE(at + 8) : 0;
  return { value: `${date} ${time}.${String(Math.floor(micros / 1000)).padStart(3, '0')}`, size: length + 1 };
}

function readText(body: Buffer, at: number): Read {
  const { length, size } = readLength(body, at);
  const bytes = body.subarray(at + size, at + size + length);
  if (!isUtf8(bytes)) throw new NotText(`a parameter of ${length} bytes that is no UTF-8 text`);
  return { value: bytes.toString(), size: size + length };
}

function readLength(body: Buffer, at: number): { readonly length: number; readonly size: number } {
  const first = body[at]!;
  if (first < 0xfb) return { length: first, size: 1 };
  if (first === 0xfc) return { length: body.readUInt16LE(at + 1), size: 3 };
  if (first === 0xfd) return { length: body.readUIntLE(at + 1, 3), size: 4 };
  return { length: Number(body.readBigUInt64LE(at + 1)), size: 9 };
}

const LITERAL_OR_COMMENT = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|\/\*.*?\*\/|(?:--\s|#)[^\n]*/gs;

/** How many placeholders a statement has. */
export function countPlaceholders(sql: string): number {
  return sql.replaceAll(LITERAL_OR_COMMENT, ' ').split('?').length - 1;
}
