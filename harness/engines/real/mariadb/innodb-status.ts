/**
 * What InnoDB prints about its transactions: `SHOW ENGINE INNODB STATUS`, with `innodb_status_output_locks`. It is made
 * for people, but it is live. The tables of MariaDB that say the same are copies, which are renewed only when nobody has
 * read them for 100 ms, and call all transactions that have written nothing by one number.
 *
 * Does not: tell its lines from lines of a statement's text that look like them.
 */

/** A lock on one record that a transaction has, or waits for. */
export interface RecordLock {
  /** Space, page and heap number. */
  readonly record: string;
  /** The end of the page: there is no record, only the gap before it. */
  readonly isAtEnd: boolean;
  readonly mode: 'S' | 'X';
  /** The gap before the record without the record. */
  readonly isGap: boolean;
  /** The record without the gap. */
  readonly isRecordOnly: boolean;
  readonly isInsertIntention: boolean;
  readonly isWaiting: boolean;
}

export interface Transaction {
  /** Its number; where it has none, its place in memory. */
  readonly id: string;
  /** Of the connection; null: it is nobody's. */
  readonly thread: number | null;
  /** Its statement: later ones have higher numbers. */
  readonly query: number;
  /** For a lock on a record, which is among its locks, or on a table. */
  readonly isWaiting: boolean;
  readonly locks: readonly RecordLock[];
  /** It has more locks than are printed. */
  readonly isCutOff: boolean;
}

const LIST = 'LIST OF TRANSACTIONS FOR EACH SESSION:\n';
const WAITING = /^LOCK WAIT /m;
const THREAD = /^MariaDB thread id (\d+), .*?\bquery id (\d+) /m;
const LOCKS =
  /^RECORD LOCKS space id (\d+) page no (\d+) .* trx id \d+ lock[ _]mode ([SX])( locks gap before rec)?( locks rec but not gap)?( insert intention)?( waiting)?$/;
const RECORD = /^Record lock, heap no (\d+)/;
const CUT_OFF = /^\d+ LOCKS PRINTED FOR THIS TRX: SUPPRESSING FURTHER PRINTS$/m;
const HEAP_NO_END = 1;
/** A megabyte is printed; of more, transactions are left out. */
const TRUNCATED = '\n... truncated...\n';

/** The transactions that are open. Null: there are more than are printed. */
export function transactionsIn(status: string): readonly Transaction[] | null {
  if (status.includes(TRUNCATED)) return null;
  const [, ...blocks] = status.slice(status.indexOf(LIST)).split('\n---TRANSACTION ');
  return blocks.filter((block) => !block.includes(', not started\n')).map(toTransaction);
}

function toTransaction(block: string): Transaction {
  const thread = THREAD.exec(block);
  return {
    id: block.slice(0, block.indexOf(',')),
    thread: thread === null ? null : Number(thread[1]),
    query: Number(thread?.[2] ?? 0),
    isWaiting: WAITING.test(block),
    locks: locksIn(block),
    isCutOff: CUT_OFF.test(block),
  };
}

/** The one that it waits for is printed twice. */
function locksIn(block: string): readonly RecordLock[] {
  const locks = new Map<string, RecordLock>();
  let header: RegExpExecArray | null = null;
  for (const line of block.split('\n')) {
    if (line.startsWith('RECORD LOCKS ')) header = LOCKS.exec(line);
    const heapNo = header === null ? undefined : RECORD.exec(line)?.[1];
    if (header === null || heapNo === undefined) continue;
    const [text, space, page, mode, gap, recordOnly, insertIntention, waiting] = header;
    locks.set(`${text} ${heapNo}`, {
      record: `${space}:${page}:${heapNo}`,
      isAtEnd: Number(heapNo) === HEAP_NO_END,
      mode: mode as 'S' | 'X',
      isGap: gap !== undefined,
      isRecordOnly: recordOnly !== undefined,
      isInsertIntention: insertIntention !== undefined,
      isWaiting: waiting !== undefined,
    });
  }
  return [...locks.values()];
}
