/** What a step waits for, in words. It is read from its statement: engines say only who stands in the way. */
import { isGtidWait } from '../dependence/gtid-waits.ts';
import { knownTables } from '../engines/embedded/mysql/own-tables.ts';
import { reachOf } from '../engines/embedded/mysql/reach.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import type { Step } from '../scheduler/step.ts';

const ROWS_NAMED_MAX = 3;

/** `the named lock 'rebuild:1'`, `the lock on item:1`. */
export function lockInWords({ request }: Step, plan: Pick<RunPlan, 'keyOf' | 'tables' | 'judged'>): string {
  if (request.store !== 'mysql') return 'a lock';
  if (isGtidWait({ request })) return 'a transaction';
  const reach = reachOf(request.sql, request.params, request.prepared, knownTables(plan));
  if (reach === null) return 'a lock';
  const { lock, ids, table } = reach;
  if (lock !== undefined) return lock.name === null ? 'a named lock' : `the named lock '${lock.name}'`;
  if (ids === 'all' || ids.length > ROWS_NAMED_MAX) return `a lock on rows of ${table ?? 'items'}`;
  const rowOf = (id: number): string => {
    if (table === undefined) return plan.keyOf.get(id) ?? `item:${id}`;
    const key = table === plan.judged?.table ? plan.keyOf.get(String(id)) : undefined;
    return key ?? `row ${id} of ${table}`;
  };
  const rows = ids.map(rowOf);
  return rows.length === 1 ? `the lock on ${rows[0]}` : `a lock on ${rows.join(' or ')}`;
}
