/** Who waits for whom on a MariaDB, read from what InnoDB prints: it has no `data_lock_waits`. */
import { Batch } from '../batch.ts';
import { isEngineFailure, ServerUnsuitable } from '../errors.ts';
import type { Lifeline } from '../lifeline.ts';
import type { LockObserver } from '../lock-observer.ts';
import type { Waits } from '../lock-waits.ts';
import type { MysqlConnection } from '../mysql-connection.ts';
import { areNamedLocksOf, assertNamesAreShown, withNames } from '../named-waits.ts';
import type { NameLine } from '../named-waits.ts';
import { transactionsIn } from './innodb-status.ts';
import type { Transaction } from './innodb-status.ts';
import { LockQueues } from './lock-queues.ts';
import { waitGraphOf } from './wait-graph.ts';

interface Question {
  readonly database: string;
  readonly hasNames: boolean;
}

type Status = readonly [engine: string, name: string, status: string];
type Counter = readonly [name: string, value: string];

const STATUS = 'SHOW ENGINE INNODB STATUS';
const PENDING = "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'";

const NAMES =
  'SELECT lock_status, object_name, processlist_id FROM performance_schema.metadata_locks ' +
  'JOIN performance_schema.threads ON thread_id = owner_thread_id WHERE ';

export class MariadbLockWaits implements LockObserver {
  readonly #control: MysqlConnection;
  readonly #lifeline: Lifeline;
  readonly #queues = new LockQueues();
  readonly #batch: Batch<Question, Waits>;
  #showsLocks = false;
  #showsNames = false;
  #rounds = 0;

  constructor(control: MysqlConnection, lifeline: Lifeline) {
    this.#control = control;
    this.#lifeline = lifeline;
    this.#batch = new Batch<Question, Waits>(async (questions) => {
      const named = questions.flatMap(({ database, hasNames }) => (hasNames ? database : []));
      const waits = await this.#look(named).catch(this.#explain);
      return questions.map(() => waits);
    });
  }

  observe(database: string, hasNames: boolean): Promise<Waits> {
    return this.#batch.ask({ database, hasNames });
  }

  /**
   * A transaction looks for a deadlock itself when its wait has begun, and is counted as waiting after that. So when no
   * more are waiting than are counted, all have looked. One whose wait has just ended is counted a moment longer, for
   * which reason one round is not enough.
   */
  async deadlockRounds(): Promise<number> {
    if (await this.#haveAllLooked().catch(this.#explain)) this.#rounds += 1;
    return this.#rounds;
  }

  async #haveAllLooked(): Promise<boolean> {
    type Both = readonly [readonly Status[], readonly Counter[]];
    const [[status], [counter]] = (await this.#control.query(`${STATUS}; ${PENDING}`)) as unknown as Both;
    const waiting = this.#read(status!).filter(({ locks }) => locks.some(({ isWaiting }) => isWaiting));
    return waiting.length <= Number(counter![1]);
  }

  /** @param named databases with named locks that are asked for */
  async #look(named: readonly string[]): Promise<Waits> {
    await this.#check(named.length > 0);
    const names = named.length === 0 ? [] : await this.#control.query<NameLine>(NAMES + areNamedLocksOf(named));
    const [status] = await this.#control.query<Status>(STATUS);
    const transactions = this.#read(status!);
    return withNames(waitGraphOf(transactions, this.#queues.update(transactions)), names);
  }

  #read([, , text]: Status): readonly Transaction[] {
    const transactions = transactionsIn(text);
    if (transactions !== null) return transactions;
    const fix = 'end other clients that have transactions open, or give a server of its own';
    throw new ServerUnsuitable('mysql', 'more transactions are open than MariaDB shows', fix);
  }

  async #check(hasNames: boolean): Promise<void> {
    if (!this.#showsLocks) {
      const [row] = await this.#control.query<[number]>('SELECT @@GLOBAL.innodb_status_output_locks');
      if (row?.[0] !== 1) {
        const fix = 'SET GLOBAL innodb_status_output_locks = ON';
        throw new ServerUnsuitable('mysql', 'MariaDB does not show locks: innodb_status_output_locks is OFF', fix);
      }
      this.#showsLocks = true;
    }
    if (hasNames && !this.#showsNames) {
      await assertNamesAreShown(this.#control);
      this.#showsNames = true;
    }
  }

  readonly #explain = (error: unknown): never => {
    const fix = 'GRANT PROCESS ON *.* to the user';
    throw this.#lifeline.lost(
      'mysql',
      isEngineFailure(error) ? error : new ServerUnsuitable('mysql', 'lock waits cannot be observed', fix, error),
    );
  };
}
