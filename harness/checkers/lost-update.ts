import type { RowChange, RowId } from '../engines/engine.ts';
import type { Operation, Step } from '../scheduler/step.ts';
import type { Checker, CheckResult } from './checker.ts';
import { OK } from './checker.ts';
import type { Facts, ReadFact, Version } from './facts.ts';

/**
 * A write was acknowledged, and its effect is gone, although nothing that came after it knew of it. Either another write did
 * not build on it: both raised the row's `version` to the same number, as two counters do that both add one to what they
 * have read. Or MySQL never committed it. A strategy that does not keep `version` is judged by the second alone.
 */
export const lostUpdate: Checker = {
  title: 'A write was acknowledged, and a later one overwrote it without building on it, or MySQL never got it.',
  check(facts) {
    const { commits } = facts.history.engine;
    for (let i = 1; i < commits.length; i++) {
      for (const change of commits[i]!.changes) {
        const overwritten = commitBuriedBy(facts, change, i);
        if (overwritten === null) continue;
        return violation(facts, change.id, { expected: overwritten, step: commits[i]!.step as Step });
      }
    }
    for (const operation of facts.history.operations) {
      if (operation.kind !== 'write' && operation.kind !== 'insert') continue;
      if (!operation.succeeded || isCommitted(facts, operation)) continue;
      return violation(facts, null, { operation });
    }
    return OK;
  },
};

/** The acknowledged version that the change replaced without raising its number, if another change had raised it so far. */
function commitBuriedBy({ history, versions }: Facts, { type, id, before, after }: RowChange, position: number) {
  if (type !== 'update' || after!.version > before!.version) return null;
  const { commits } = history.engine;
  for (let i = position - 1; i >= 0; i--) {
    const raised = commits[i]!.changes.findLast((change) => change.id === id);
    if (raised === undefined) continue;
    if (raised.before === null || raised.after === null || raised.after.version <= raised.before.version) return null;
    const of = versions.get(history.plan.keyOf.get(id) ?? '') ?? [];
    const version = of.find(({ step }) => step === commits[i]!.step);
    return version !== undefined && version.acknowledgedAt !== Infinity ? version : null;
  }
  return null;
}

/** Its own step committed it, or another's did for it; or there was no row to write to. */
function isCommitted({ history, versions }: Facts, operation: Operation): boolean {
  for (const { step } of history.engine.commits) if ((step as Step).operation === operation) return true;
  const known = versions.get(operation.key!);
  if (known === undefined) return !history.plan.rows.some(({ id }) => history.plan.keyOf.get(id) === operation.key);
  return known.some(({ value }) => value === operation.value || value === null);
}

type Loss = { readonly expected: Version; readonly step: Step } | { readonly operation: Operation };

/** What is left of it is seen by the observer, who reads every key that someone writes. */
function violation(facts: Facts, id: RowId | null, loss: Loss): CheckResult {
  const key = id === null ? (loss as { operation: Operation }).operation.key : facts.history.plan.keyOf.get(id);
  const read = facts.reads.findLast((fact: ReadFact) => fact.isObserver && fact.operation.key === key);
  if (read === undefined) return { kind: 'unknown', reason: `nobody could read ${key} after all had ended` };
  if ('operation' in loss)
    return { kind: 'violation', violation: { read, expected: null, obligation: 'kept', earlier: loss.operation } };
  const { expected, step } = loss;
  return {
    kind: 'violation',
    violation: { read, expected, obligation: 'kept', ...(step.operation && { earlier: step.operation }) },
  };
}
