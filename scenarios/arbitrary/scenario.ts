/** From a draft to a scenario: whatever the draft says, the scenario is one that a file could say too. */
import type {
  ActorPlan,
  ExplorePlan,
  FaultPlan,
  OperationPlan,
  Scenario,
  StrategyUse,
} from '../../harness/scenario.ts';
import type { ActorDraft, Draft, FaultDraft, OperationDraft } from './draft.ts';

export interface GeneratedOptions {
  readonly name: string;
  readonly use: StrategyUse;
  readonly explore: ExplorePlan;
}

export function scenarioOfDraft(draft: Draft, { name, use, explore }: GeneratedOptions): Scenario {
  const actors = actorsOf(draft);
  const keys = draft.keys.map((_, i) => keyOf(i));
  const hasRow = (_: string, i: number): boolean => draft.keys[i]!.hasRow;
  return {
    name,
    title: 'A scenario made by chance',
    description: '',
    tags: ['generated'],
    file: '',
    rows: Object.fromEntries(keys.filter(hasRow).map((key) => [key, 'v1'])),
    warm: keys.filter((_, i) => draft.keys[i]!.isWarm),
    nodes: draft.hasSecondNode ? 2 : 1,
    replicas: 0,
    pipeline: { kind: 'binlog' },
    actors,
    faults: draft.faults.map((fault) => faultOf(fault, draft, actors)),
    strategies: [{ ...use, with: { ...use.with, ...draft.options } }],
    explore,
    expect: [],
  };
}

function keyOf(position: number): string {
  return `item:${position + 1}`;
}

function actorsOf(draft: Draft): ActorPlan[] {
  const groups = draft.actors.map(({ operations }) =>
    operations.every(({ kind }) => kind === 'read' || kind === 'sleep') ? 'reader' : 'writer',
  );
  const names = groups.map((group, i) => {
    const isOnly = groups.filter((other) => other === group).length === 1;
    return isOnly ? group : `${group}${groups.slice(0, i + 1).filter((other) => other === group).length}`;
  });
  const absent = new Set(draft.keys.flatMap(({ hasRow }, i) => (hasRow ? [] : [i])));
  const actors = draft.actors.map((actor, i) => ({
    name: names[i]!,
    group: groups[i]!,
    after: actor.isLate && i > 0 ? [names[i - 1]!] : [],
    startMs: 0,
    operations: operationsOf(actor, draft, names[i]!, absent),
  }));
  // Of equally good schedules, shrinking takes the one with the lowest actors: in one order, one failure has one of them.
  return actors.sort((one, other) => Number(one.group !== 'reader') - Number(other.group !== 'reader'));
}

/** @param absent keys whose row is still to be inserted, by position; changed where that is done */
function operationsOf({ operations }: ActorDraft, draft: Draft, actor: string, absent: Set<number>): OperationPlan[] {
  return operations.map((operation, i): OperationPlan => {
    const position = operation.key % draft.keys.length;
    const key = keyOf(position);
    const node = draft.hasSecondNode && operation.isOnSecondNode ? 2 : 1;
    const value = `${actor}-${i + 1}`;
    if (operation.kind === 'sleep') return { kind: 'sleep', ms: operation.sleepMs };
    if (draft.keys[position]!.hasRow) return changeOf(operation, key, value, node);
    // A row is inserted once, and what others do to it before is left to reads: an update of no row tests nothing.
    if (operation.kind !== 'write' || !absent.delete(position)) return { kind: 'read', key, node };
    return { kind: 'insert', key, value, node };
  });
}

function changeOf({ kind }: OperationDraft, key: string, value: string, node: number): OperationPlan {
  return kind === 'write' ? { kind, key, value, node } : { kind: kind === 'delete' ? kind : 'read', key, node };
}

function faultOf({ kind, key, actor, step }: FaultDraft, { keys }: Draft, actors: readonly ActorPlan[]): FaultPlan {
  const bounds = { atLeast: 0, atMost: 1 };
  switch (kind) {
    case 'evict':
    case 'expire':
      return { kind, key: keyOf(key % keys.length), ...bounds };
    case 'flush':
      return { kind, ...bounds };
    case 'crash':
      return { kind, actor: actors[actor % actors.length]!.name, ...bounds };
    case 'drop':
    case 'lost-reply':
      return { kind, step, ...bounds };
    case 'duplicate':
    case 'reorder':
      return { kind, step: 'binlog.deliver', ...bounds };
  }
}
