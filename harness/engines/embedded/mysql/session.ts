/** One client connection. */
import type { Execution } from './execution.ts';
import { type Isolation, Transaction } from './transaction.ts';

export class Session {
  readonly number: number;
  /** The open transaction: begun by BEGIN, or by the first statement while autocommit is off. */
  transaction: Transaction | null = null;
  isAutocommit = true;
  isolation: Isolation = 'REPEATABLE READ';
  isReadOnly = false;
  /** SET TRANSACTION without SESSION: for the next transaction only. */
  nextIsolation: Isolation | null = null;
  nextIsReadOnly: boolean | null = null;
  /** The statement that waits for a lock. */
  waiting: Execution | null = null;

  constructor(number: number) {
    this.number = number;
  }

  /**
   * @param isReadOnly null: as SET TRANSACTION said.
   * @param committed the transaction that BEGIN has committed implicitly: its characteristics live on, in MySQL.
   */
  begin(isReadOnly: boolean | null, committed: Transaction | null, isAutocommit = false): Transaction {
    const transaction = new Transaction(
      this.number,
      this.nextIsolation ?? committed?.isolation ?? this.isolation,
      isReadOnly ?? this.nextIsReadOnly ?? committed?.isReadOnly ?? this.isReadOnly,
      isAutocommit,
    );
    this.forgetNext();
    if (!isAutocommit) this.transaction = transaction;
    return transaction;
  }

  /** Whatever ends a transaction but COMMIT and ROLLBACK leaves its characteristics to the next one, in MySQL. */
  keepNext({ isolation, isReadOnly }: Transaction): void {
    this.nextIsolation = isolation;
    this.nextIsReadOnly = isReadOnly;
  }

  /** COMMIT and ROLLBACK end the effect of SET TRANSACTION, also when there is no transaction. */
  forgetNext(): void {
    this.nextIsolation = null;
    this.nextIsReadOnly = null;
  }
}
