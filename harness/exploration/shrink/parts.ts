/** What a scenario can do without: its operations, and each time a fault happens. */
import type { Scenario } from '../../scenario.ts';
import type { Reduction } from './reduction.ts';
import { NO_REDUCTION } from './reduction.ts';

export interface OperationPart {
  readonly kind: 'operation';
  readonly actor: string;
  readonly position: number;
}

/** One time that a fault happens, by the position of the fault. */
export interface FaultPart {
  readonly kind: 'fault';
  readonly position: number;
}

export type Part = OperationPart | FaultPart;

/** @param happened how often each fault happened, by position */
export function partsOf(scenario: Scenario, happened: readonly number[]): Part[] {
  return [
    ...scenario.actors.flatMap(({ name: actor, operations }) =>
      operations.map((_, position): Part => ({ kind: 'operation', actor, position })),
    ),
    ...happened.flatMap((times, position) => Array.from({ length: times }, (): Part => ({ kind: 'fault', position }))),
  ];
}

/** Leaves out all but these. */
export function keepOnly(scenario: Scenario, parts: readonly Part[]): Reduction {
  const actors: string[] = [];
  const operations: Record<string, readonly number[]> = {};
  for (const { name, operations: all } of scenario.actors) {
    const leftOut = all.map((_, i) => i).filter((i) => !parts.some((part) => isOperation(part, name, i)));
    if (leftOut.length === all.length) actors.push(name);
    else if (leftOut.length > 0) operations[name] = leftOut;
  }
  const times = scenario.faults.map(
    (_, i) => parts.filter(({ kind, position }) => kind === 'fault' && position === i).length,
  );
  return { ...NO_REDUCTION, actors, operations, faults: Object.fromEntries(Object.entries(times)) };
}

function isOperation(part: Part, actor: string, position: number): boolean {
  return part.kind === 'operation' && part.actor === actor && part.position === position;
}
