/** What a stale read should have got: MySQL's value, and since when it had been there. */
import type { Trace } from '../../harness/result.ts';
import { isProof } from './proof.ts';
import { isChanged } from './state.ts';

export interface Truth {
  readonly key: string;
  /** The step that committed it. */
  readonly since: number;
  /** The step that proves that something older was read. */
  readonly step: number;
}

/** One for each stale read whose key was written in the run before it began. */
export function truthsOf(trace: Trace): readonly Truth[] {
  const proofs = new Map(
    trace.steps.filter((step) => isProof(trace, step)).map((step) => [step.operation!, step.number]),
  );
  return [...proofs].flatMap(([index, step]) => {
    const { key, from } = trace.operations[index]!;
    if (key === null) return [];
    const before = trace.steps.slice(0, from - 1);
    const commit = before.findLast(({ number }) => isChanged(trace, number, { store: 'mysql', key }));
    return commit === undefined ? [] : [{ key, since: commit.number, step }];
  });
}
