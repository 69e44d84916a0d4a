import type { StoreError } from './engine.ts';

/** What becomes of a statement that waits for a lock when its client goes away. In the words of mysql2. */
export const CONNECTION_LOST: StoreError = {
  kind: 'error',
  code: 'PROTOCOL_CONNECTION_LOST',
  message: 'Connection lost: The server closed the connection.',
};
