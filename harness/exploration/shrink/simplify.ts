/** Simpler names, keys, values and durations: what differs without need looks like another bug. */
import type { OperationPlan, Scenario } from '../../scenario.ts';
import type { Laboratory, Specimen } from './laboratory.ts';
import { tryReduction } from './drop.ts';
import type { Reduction } from './reduction.ts';
import { actorsThatStay, faultsThatStay, operationsThatStay } from './reduction.ts';

export async function simplify(laboratory: Laboratory, known: Specimen): Promise<Specimen> {
  const { scenario } = laboratory.plan;
  let best = known;
  for (const change of durations(scenario, known.candidate.reduction)) {
    best = (await tryReduction(laboratory, best, change(best.candidate.reduction))) ?? best;
  }
  const { reduction } = best.candidate;
  const simpler = [
    ...[namesOf, keysOf, valuesOf].map((partOf) => partOf(scenario, reduction)),
    // What works in the background is on each of them.
    laboratory.plan.polls || laboratory.plan.changesTopology ? {} : nodesOf(scenario, reduction),
  ];
  const all = await tryReduction(laboratory, best, Object.assign({}, reduction, ...simpler) as Reduction);
  if (all !== null) return all;
  for (const part of simpler) {
    best = (await tryReduction(laboratory, best, { ...best.candidate.reduction, ...part })) ?? best;
  }
  return best;
}

/** Every duration shorter, from the longest change to the smallest: at once, then 1 ms, 10 ms, …. */
function durations(scenario: Scenario, reduction: Reduction): ((before: Reduction) => Reduction)[] {
  return actorsThatStay(scenario, reduction).flatMap((actor) => {
    const { name, startMs } = actor;
    const start = (ms: number) => (before: Reduction) => ({ ...before, startsMs: { ...before.startsMs, [name]: ms } });
    const sleep = (i: number, ms: number) => (before: Reduction) => ({
      ...before,
      sleepsMs: { ...before.sleepsMs, [name]: { ...before.sleepsMs[name], [i]: ms } },
    });
    return [
      ...(startMs > 0 ? [start(0)] : []),
      ...operationsThatStay(actor, reduction).flatMap((i) => {
        const operation = actor.operations[i]!;
        return operation.kind === 'sleep' ? shorterThan(operation.ms).map((ms) => sleep(i, ms)) : [];
      }),
    ];
  });
}

/** Powers of ten, falling: each is tried only to see whether it still works, so the last that does is kept. */
function shorterThan(ms: number): number[] {
  return [1000, 100, 10, 1].filter((shorter) => shorter < ms);
}

/** Instances are numbered anew; the only one of its group has no number. */
function namesOf(scenario: Scenario, reduction: Reduction): Pick<Reduction, 'names'> {
  const actors = actorsThatStay(scenario, reduction);
  const names: Record<string, string> = {};
  for (const { name, group } of actors) {
    const instances = actors.filter((actor) => actor.group === group);
    const number = instances.findIndex((actor) => actor.name === name) + 1;
    names[name] = instances.length === 1 ? group : `${group}${number}`;
  }
  const isUnique = new Set(Object.values(names)).size === actors.length;
  return { names: isUnique ? changed(names) : {} };
}

/** Keys are numbered from 1, in the order of their first use; those that nobody uses are left out. */
function keysOf(scenario: Scenario, reduction: Reduction): Pick<Reduction, 'keys'> {
  const used = new Set([
    ...operationsOf(scenario, reduction).flatMap((operation) => ('key' in operation ? [operation.key] : [])),
    ...faultsThatStay(scenario, reduction).flatMap(([{ key }]) => key ?? []),
  ]);
  const keys: Record<string, string | null> = {};
  [...used].forEach((key, i) => (keys[key] = `${key.slice(0, key.indexOf(':'))}:${i + 1}`));
  for (const key of [...Object.keys(scenario.rows), ...scenario.warm]) keys[key] ??= null;
  return { keys: changed(keys) };
}

/** Values are v1, v2, … in each row's order: what is there at first, then what is written. */
function valuesOf(scenario: Scenario, reduction: Reduction): Pick<Reduction, 'values'> {
  const operations = operationsOf(scenario, reduction);
  const used = new Set(operations.flatMap((operation) => ('key' in operation ? [operation.key] : [])));
  const values = new Map<string, string>();
  const number = (value: string, order: number): void => {
    if (!values.has(value)) values.set(value, `v${order}`);
  };
  for (const key of used) {
    const before = scenario.rows[key];
    if (before !== undefined) number(before, 1);
  }
  const written = operations.flatMap((operation) => ('value' in operation ? [operation.value] : []));
  written.forEach((value, i) => number(value, i + 2));
  const isUnique = [...used].every((key) => {
    const held = [
      scenario.rows[key] ?? [],
      operations.flatMap((o) => ('value' in o && o.key === key ? [o.value] : [])),
    ];
    const distinct = new Set(held.flat());
    return new Set([...distinct].map((value) => values.get(value))).size === distinct.size;
  });
  return { values: isUnique ? changed(Object.fromEntries(values)) : {} };
}

/** Instances that nobody uses are left out. The consumer is on the first. */
function nodesOf(scenario: Scenario, reduction: Reduction): Pick<Reduction, 'nodes'> {
  const used = operationsOf(scenario, reduction).flatMap((operation) => ('node' in operation ? [operation.node] : []));
  const nodes = [...new Set([1, ...used])].sort((one, other) => one - other);
  return { nodes: nodes.length < scenario.nodes ? nodes : null };
}

function operationsOf(scenario: Scenario, reduction: Reduction): OperationPlan[] {
  return actorsThatStay(scenario, reduction).flatMap((actor) =>
    operationsThatStay(actor, reduction).map((i) => actor.operations[i]!),
  );
}

function changed<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([from, to]) => from !== to));
}
