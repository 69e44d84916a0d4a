/** A session that waits on a replica for a transaction: the server itself holds its answer back. */
import type { GtidWait } from '../gtids.ts';
import { answerWait } from '../gtids.ts';
import type { Session, SqlStep } from './session.ts';
import { classify } from './statement.ts';

/** Longer than any run takes; what ends a wait before is a step. */
const PATIENCE_SECONDS = 600;

export interface ReplicaWaitParts {
  readonly step: SqlStep;
  readonly wait: GtidWait;
  readonly replica: number;
  readonly session: Session;
  /** The server's names of what is waited for. */
  readonly gtids: string;
}

export class ReplicaWait {
  readonly step: SqlStep;
  readonly wait: GtidWait;
  readonly replica: number;
  readonly session: Session;
  readonly #answered: Promise<unknown>;
  #isAnswered = false;

  constructor({ step, wait, replica, session, gtids }: ReplicaWaitParts, nowMs: number) {
    this.step = step;
    this.wait = wait;
    this.replica = replica;
    this.session = session;
    const sql = `SELECT WAIT_FOR_EXECUTED_GTID_SET('${gtids}', ${PATIENCE_SECONDS})`;
    const request = { store: 'mysql', sql, params: [], begin: false, prepared: false } as const;
    // What went wrong is told when somebody asks for it.
    this.#answered = session.perform(request, classify(sql), nowMs, false).catch((error: unknown) => ({ error }));
    void this.#answered.then(() => {
      this.#isAnswered = true;
    });
  }

  /**
   * The server forgets a KILL QUERY that overtakes the statement, and ignores one that comes after it. So it is told
   * again until the answer is there, and the last KILL is done before the session's next statement.
   */
  async giveUp(kill: () => Promise<void>): Promise<void> {
    while (!this.#isAnswered) await kill();
  }

  /** @param value 0 when it is there; 1 after `giveUp` */
  async end(value: 0 | 1): Promise<void> {
    const answer = (await this.#answered) as { readonly error?: unknown };
    if (answer.error !== undefined) throw answer.error;
    answerWait(this.step, this.wait, value);
  }
}
