/** Store errors as the client libraries throw them, so that a strategy's `catch` works as in production. */
import type { StoreError } from '../../engines/engine.ts';

/** ioredis's ReplyError. */
export function redisError(error: StoreError): Error {
  return Object.assign(new Error(error.message), { name: 'ReplyError' });
}

/** mysql2's error, with `code`, `errno`, `sqlState` and `sqlMessage`. */
export function mysqlError(error: StoreError, sql: string): Error {
  const { code, errno, sqlState, message } = error;
  return Object.assign(new Error(message), { code, errno, sqlState, sqlMessage: message, sql });
}

/** What the client sees when its connection breaks before the reply. */
export function connectionError(store: 'redis' | 'mysql'): Error {
  return store === 'redis'
    ? new Error('Connection is closed.')
    : Object.assign(new Error('Connection lost: The server closed the connection.'), {
        code: 'PROTOCOL_CONNECTION_LOST',
        fatal: true,
      });
}
