/** The operations that the proof of an anomaly names: a first guess at what a counterexample cannot do without. */
import { checkers } from '../../checkers/registry.ts';
import { factsOf } from '../../checkers/facts.ts';
import { provenanceOf } from '../../explanation/provenance.ts';
import type { Anomaly } from '../../scenario.ts';
import type { Run } from '../../scheduler/run.ts';

export interface Witness {
  readonly actor: string;
  /** The position among the actor's operations. */
  readonly position: number;
}

export function witnessesOf(run: Run, anomaly: Anomaly): Witness[] {
  const result = checkers[anomaly].check(factsOf(run));
  if (result.kind !== 'violation') return [];
  const { read, expected, earlier } = result.violation;
  const { stored, source } = provenanceOf(run.steps, read.operation);
  const steps = [stored, source, expected?.step, read.versions[read.returned]?.step];
  const operations = new Set([read.operation, earlier, ...steps.map((step) => step?.operation)]);
  return run.operations
    .filter((operation) => operations.has(operation))
    .map((operation) => {
      const { actor } = operation;
      return { actor: actor.name, position: run.operations.filter((o) => o.actor === actor).indexOf(operation) };
    });
}
