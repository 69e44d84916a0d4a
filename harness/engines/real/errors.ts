/** What the real engine throws. Errors that a store answers with are not among them: those are replies. */

export type ServerName = 'redis' | 'mysql' | 'kafka';

const TITLES = { redis: 'Redis', mysql: 'MySQL', kafka: 'Kafka' } as const satisfies Record<ServerName, string>;

/**
 * A connection broke that the engine had not closed, or nobody answers any more: the server died, was stopped or frozen,
 * somebody ended the connection, or the network did.
 */
export class ServerLost extends Error {
  override readonly name = 'ServerLost';
  readonly server: ServerName;

  /** @param place where the server is, without its login; left out where nobody would know it by that. */
  constructor(server: ServerName, cause: unknown, place?: string) {
    const title = TITLES[server];
    super(
      `The connection to ${title}${place === undefined ? '' : ` at ${place}`} is lost: ` +
        `${messageOf(cause).replace(/\.$/, '')}. ` +
        `Fix: ${place === undefined ? FIX_PRIVATE : `see whether ${title} runs there and what its log says, then repeat the run`}`,
      { cause },
    );
    this.server = server;
  }
}

/** Its log and its data are gone when this is read. */
const FIX_PRIVATE =
  'repeat the run, which starts servers of its own again. If it happens again, see whether this machine runs out of memory or disk (`dmesg`, `df`)';

/** The server cannot be used as it is: a privilege, a setting or room is missing. */
export class ServerUnsuitable extends Error {
  override readonly name = 'ServerUnsuitable';
  readonly fix: string;

  /** @param what what is wrong, in words that go on after `MySQL: `. */
  constructor(server: ServerName, what: string, fix: string, cause?: unknown) {
    const because = cause === undefined ? '' : ` (${messageOf(cause)})`;
    super(`${TITLES[server]}: ${what}${because}. Fix: ${fix}`, { cause });
    this.fix = fix;
  }
}

/** What ends an engine, with everything that is under way on it. */
export type EngineFailure = ServerLost | ServerUnsuitable;

export function isEngineFailure(error: unknown): error is EngineFailure {
  return error instanceof ServerLost || error instanceof ServerUnsuitable;
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
