import type { RedisReply, StoreError } from '../../engine.ts';

/** An error reply. The code is the message's first word, as clients read it. */
export function redisError(message: string): StoreError {
  const space = message.indexOf(' ');
  return { kind: 'error', code: space < 0 ? message : message.slice(0, space), message };
}

/** Narrows what a command has found, or reply, to the error among it. */
export function isError(found: RedisReply): found is StoreError {
  return typeof found === 'object' && found !== null && 'kind' in found;
}

export const WRONG_TYPE = redisError('WRONGTYPE Operation against a key holding the wrong kind of value');
export const SYNTAX = redisError('ERR syntax error');
export const NOT_AN_INTEGER = redisError('ERR value is not an integer or out of range');
export const NOT_A_FLOAT = redisError('ERR value is not a valid float');
export const OVERFLOW = redisError('ERR increment or decrement would overflow');
export const NO_SUCH_KEY = redisError('ERR no such key');
export const EXEC_ABORT = redisError('EXECABORT Transaction discarded because of previous errors.');
export const NO_SCRIPT = redisError('NOSCRIPT No matching script. Please use EVAL.');

export function wrongArity(command: string): StoreError {
  return redisError(`ERR wrong number of arguments for '${command}' command`);
}

export function invalidExpire(command: string): StoreError {
  return redisError(`ERR invalid expire time in '${command}' command`);
}

/** How much of an unknown command Redis repeats back. */
const ECHO_LENGTH_MAX = 128;

export function unknownCommand(name: string, args: readonly string[]): StoreError {
  let echo = '';
  for (const arg of args) {
    if (echo.length >= ECHO_LENGTH_MAX) break;
    echo += `'${arg.slice(0, ECHO_LENGTH_MAX - echo.length)}' `;
  }
  const shown = name.slice(0, ECHO_LENGTH_MAX);
  return redisError(oneLine(`ERR unknown command '${shown}', with args beginning with: ${echo}`));
}

/** The protocol ends an error at its line break, so Redis writes spaces instead. */
export function oneLine(message: string): string {
  return message.replaceAll(/[\r\n]/g, ' ');
}
