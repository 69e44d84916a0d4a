/** What the real engine throws. Errors that a store answers with are not among them: those are replies. */

export type ServerName = 'redis' | 'mysql';

const TITLES = { redis: 'Redis', mysql: 'MySQL' } as const satisfies Record<ServerName, string>;

/** A connection broke that the engine had not closed: the server died, was stopped, or cannot be reached any more. */
export class ServerLost extends Error {
  override readonly name = 'ServerLost';
  readonly server: ServerName;

  constructor(server: ServerName, cause: unknown) {
    super(
      `The connection to ${TITLES[server]} is lost: ${messageOf(cause).replace(/\.$/, '')}. ` +
        `Fix: see the log of the ${TITLES[server]} server, start it again and repeat the run`,
      { cause },
    );
    this.server = server;
  }
}

/** The server cannot be used as it is: a privilege or a setting is missing. */
export class ServerUnsuitable extends Error {
  override readonly name = 'ServerUnsuitable';

  constructor(server: ServerName, what: string, fix: string, cause?: unknown) {
    const because = cause === undefined ? '' : ` (${messageOf(cause)})`;
    super(`${TITLES[server]}: ${what}${because}. Fix: ${fix}`, { cause });
  }
}

/**
 * Thrown for a command or statement that would leave the run: it would see or change what other runs, or other users of
 * the server, have there, or it would wait in real time.
 */
export class NotSupported extends Error {
  override readonly name = 'NotSupported';

  /** @param what in the store's words: `BLPOP`, `GET_LOCK()`. */
  constructor(what: string, because: string) {
    super(`${what} cannot run on the real servers: ${because}`);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
