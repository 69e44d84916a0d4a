/** Redis's protocol, the server's half: commands in, replies out. RESP2, and RESP3 for clients that say HELLO 3. */
import { isUtf8 } from 'node:buffer';
import type { RedisReply, StoreError } from '../../engines/engine.ts';

export interface WireCommand {
  /** In lower case. */
  readonly name: string;
  readonly args: readonly string[];
}

const CR = 13;

/** Puts commands together from however many pieces they arrive in. */
export class CommandReader {
  #bytes: Buffer = Buffer.alloc(0);

  /** @throws what is no text: engines and histories hold values as texts */
  read(chunk: Buffer): WireCommand[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const commands: WireCommand[] = [];
    for (let parsed = parseCommand(this.#bytes); parsed !== null; parsed = parseCommand(this.#bytes)) {
      this.#bytes = this.#bytes.subarray(parsed.end);
      const [name = '', ...args] = parsed.words;
      if (name !== '') commands.push({ name: name.toLowerCase(), args });
    }
    return commands;
  }
}

interface Parsed {
  readonly words: readonly string[];
  readonly end: number;
}

/** Null: it is not all there yet. */
function parseCommand(bytes: Buffer): Parsed | null {
  const header = lineAt(bytes, 0);
  if (header === null) return null;
  // What people type: words with spaces between them.
  if (bytes[0] !== 0x2a) return { words: header.text.trim().split(/\s+/), end: header.end };
  const words: string[] = [];
  let at = header.end;
  for (let left = Number(header.text.slice(1)); left > 0; left--) {
    const size = lineAt(bytes, at);
    if (size === null) return null;
    const end = size.end + Number(size.text.slice(1));
    if (bytes.length < end + 2) return null;
    words.push(textOf(bytes.subarray(size.end, end)));
    at = end + 2;
  }
  return { words, end: at };
}

function lineAt(bytes: Buffer, from: number): { readonly text: string; readonly end: number } | null {
  const end = bytes.indexOf(CR, from);
  return end < 0 || end + 1 >= bytes.length ? null : { text: bytes.toString('latin1', from, end), end: end + 2 };
}

function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  throw new NotText(`a Redis argument of ${bytes.length} bytes that is no UTF-8 text`);
}

export class NotText extends Error {
  override readonly name = 'NotText';
}

export type Protocol = 2 | 3;

/** A reply as it goes over the wire. @param asMap RESP3 has a type of its own for pairs */
export function encodeReply(reply: RedisReply, protocol: Protocol, asMap = false): string {
  if (reply === null) return protocol === 3 ? '_\r\n' : '$-1\r\n';
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (typeof reply === 'string') return encodeText(reply);
  if (isError(reply)) return `-${reply.message}\r\n`;
  const head = asMap && protocol === 3 ? `%${reply.length / 2}` : `*${reply.length}`;
  return `${head}\r\n${reply.map((one) => encodeReply(one, protocol)).join('')}`;
}

/** EXEC, whose transaction was called off, answers with an array that is not there. */
export function encodeAborted(protocol: Protocol): string {
  return protocol === 3 ? '_\r\n' : '*-1\r\n';
}

/** What nobody has asked for. */
export function encodePush(parts: readonly (string | number | null)[], protocol: Protocol): string {
  const body = parts.map((part) => encodeReply(part, protocol)).join('');
  return `${protocol === 3 ? '>' : '*'}${parts.length}\r\n${body}`;
}

function encodeText(text: string): string {
  return text === 'OK' || text === 'QUEUED' || text === 'PONG'
    ? `+${text}\r\n`
    : `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}

export function isError(reply: RedisReply): reply is StoreError {
  return typeof reply === 'object' && reply !== null && 'kind' in reply;
}
