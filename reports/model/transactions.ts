/** Transactions that span several steps: from the statement that begins one to the one that ends it. */
import type { Trace } from '../../harness/result.ts';

export interface Transaction {
  readonly actor: string;
  /** Steps by number. */
  readonly from: number;
  /** Null: it never ended in this run. */
  readonly to: number | null;
  readonly isRolledBack: boolean;
}

const BEGINS = /^(BEGIN|START TRANSACTION)\b/i;
const ENDS = /^(COMMIT|ROLLBACK)\b(?! TO)/i;

export function transactionsOf(trace: Trace): readonly Transaction[] {
  const open = new Map<string, number>();
  const found: Transaction[] = [];
  for (const { store, actor, text, number } of trace.steps) {
    if (store !== 'mysql') continue;
    const from = open.get(actor);
    const end = ENDS.exec(text);
    if (from !== undefined && end !== null) {
      found.push({ actor, from, to: number, isRolledBack: end[1]!.toUpperCase() === 'ROLLBACK' });
      open.delete(actor);
    } else if (BEGINS.test(text)) open.set(actor, number);
  }
  for (const [actor, from] of open) found.push({ actor, from, to: null, isRolledBack: false });
  return found;
}
