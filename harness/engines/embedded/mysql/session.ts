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

  begin(isReadOnly: boolean | null, isAutocommit = false): Transaction {
    const transaction = new Transaction(
      this.number,
      this.nextIsolation ?? this.isolation,
      isReadOnly ?? this.nextIsReadOnly ?? this.isReadOnly,
      isAutocommit,
    );
    this.nextIsolation = null;
    this.nextIsReadOnly = null;
    if (!isAutocommit) this.transaction = transaction;
    return transaction;
  }
}
