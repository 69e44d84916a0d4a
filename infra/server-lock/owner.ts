/** Who uses a server: one Stalemate at a time, so that neither is slowed down, or runs out of connections, by the other. */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { InfraError } from '../errors.ts';

const POLL_MS = 500;
const WAIT_MS = 60_000;

/** As other Stalemates show us. */
export const OWNER = `host ${hostname()}, pid ${process.pid}, since ${new Date().toISOString()}`;

/** A way to hold a server for as long as a connection lives. */
export interface ServerLock {
  /** Null: it is ours now. Else who has it. */
  attempt(): Promise<string | null>;
}

export interface LockWait {
  /** `MySQL at mysql://db.example`. */
  readonly server: string;
  /** Called once, when somebody else has it. */
  readonly onWait: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** @throws InfraError that names the other one, when it does not end within a minute */
export async function holdServer(lock: ServerLock, { server, onWait, signal }: LockWait): Promise<void> {
  const deadline = AbortSignal.timeout(WAIT_MS);
  const fix =
    'Wait until it has ended, give this one other servers, or set STALEMATE_SHARED_SERVERS=1: they keep apart, but slow each other down.';
  for (let isFirst = true; ; isFirst = false) {
    const holder = await lock.attempt();
    if (holder === null) return;
    const busy = `${server} is in use by another Stalemate: ${holder}`;
    if (deadline.aborted) throw new InfraError('E_SERVER_BUSY', `${busy}.`, fix);
    if (isFirst) onWait(`${busy}; waiting for it to end (STALEMATE_SHARED_SERVERS=1 does not wait)`);
    await sleep(POLL_MS, undefined, { signal });
  }
}
