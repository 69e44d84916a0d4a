/** What of a scenario is left out, and what is replaced: plain data, so that it fits into a trace and a token. */
import { isPublisherName } from '../../scheduler/publishers.ts';
import { isBackgroundName } from '../../scheduler/background.ts';
import { isSubscriberName } from '../../scheduler/subscribers.ts';
import { z } from 'zod';
import type { ActorPlan, FaultPlan, OperationPlan, Scenario } from '../../scenario.ts';
import { faultNames } from '../../scheduler/faults.ts';

const position = z.string().regex(/^\d+$/);

export const reductionSchema = z.strictObject({
  /** Actors that are left out. */
  actors: z.array(z.string()).readonly(),
  /** Of actors that stay: the positions, from 0, of the operations that are left out. */
  operations: z.record(z.string(), z.array(z.int().min(0)).readonly()).readonly(),
  /** By position in the scenario: how often the fault happens. 0 leaves it out. */
  faults: z.record(position, z.int().min(0)).readonly(),
  /** Actors by other names. */
  names: z.record(z.string(), z.string()).readonly(),
  /** Other keys; null leaves the row out. */
  keys: z.record(z.string(), z.string().nullable()).readonly(),
  /** Other values, in rows and in writes. */
  values: z.record(z.string(), z.string()).readonly(),
  /** By actor: other durations of its sleeps, by position among its operations, in milliseconds. */
  sleepsMs: z.record(z.string(), z.record(position, z.int().min(0)).readonly()).readonly(),
  /** By actor: another time before which it does not start. */
  startsMs: z.record(z.string(), z.int().min(0)).readonly(),
  /** The service instances that stay, in ascending order: they are numbered anew. Null: all. */
  nodes: z.array(z.int().min(1)).min(1).readonly().nullable(),
});

/** Everything is named as in the original scenario, whatever is renamed. */
export type Reduction = z.infer<typeof reductionSchema>;

export const NO_REDUCTION: Reduction = {
  actors: [],
  operations: {},
  faults: {},
  names: {},
  keys: {},
  values: {},
  sleepsMs: {},
  startsMs: {},
  nodes: null,
};

/**
 * The smaller scenario; a scenario like any other.
 * An actor that waited for one that is left out waits for those that it waited for. An actor without operations is left out.
 */
export function reduceScenario(scenario: Scenario, reduction: Reduction): Scenario {
  const { keys, values } = reduction;
  const lanes = lanesAfter(scenario, reduction);
  const { explore } = scenario;
  return {
    ...scenario,
    rows: Object.fromEntries(
      Object.entries(scenario.rows).flatMap(([key, value]) => {
        const to = keyAfter(keys, key);
        return to === null ? [] : [[to, valueAfter(values, value)]];
      }),
    ),
    warm: scenario.warm.map((key) => keyAfter(keys, key)).filter((key) => key !== null),
    nodes: reduction.nodes?.length ?? scenario.nodes,
    actors: actorsThatStay(scenario, reduction).map((actor) => reduceActor(scenario, reduction, actor, lanes)),
    faults: faultsThatStay(scenario, reduction).map(([plan, times]) => reduceFault(plan, times, reduction)),
    explore: {
      ...explore,
      // A pinned order names steps that are there no more.
      policy: explore.policy === 'pinned' ? 'exhaustive' : explore.policy,
      schedule: [],
      steer: explore.steer.map((chain) => steerAfter(chain, lanes)).filter((chain) => chain.length > 1),
    },
  };
}

/** The names of the actors and faults that stay: as in the original → as in the smaller scenario. */
export function lanesAfter(scenario: Scenario, reduction: Reduction): ReadonlyMap<string, string> {
  const lanes = new Map<string, string>();
  for (const { name } of actorsThatStay(scenario, reduction)) lanes.set(name, own(reduction.names, name) ?? name);
  const before = faultNames(scenario.faults);
  const staying = faultsThatStay(scenario, reduction);
  const after = faultNames(staying.map(([plan]) => plan));
  staying.forEach(([plan], i) => lanes.set(before[scenario.faults.indexOf(plan)]!, after[i]!));
  return lanes;
}

/** The positions, in the original scenario, of the operations that an actor keeps. */
export function operationsThatStay(actor: ActorPlan, { operations }: Reduction): number[] {
  const leftOut = own(operations, actor.name) ?? [];
  return actor.operations.map((_, i) => i).filter((i) => !leftOut.includes(i));
}

export function actorsThatStay(scenario: Scenario, reduction: Reduction): ActorPlan[] {
  return scenario.actors.filter(
    (actor) => !reduction.actors.includes(actor.name) && operationsThatStay(actor, reduction).length > 0,
  );
}

export function faultsThatStay(
  scenario: Scenario,
  { faults }: Reduction,
): [plan: FaultPlan, times: number | undefined][] {
  return scenario.faults
    .map((plan, i): [FaultPlan, number | undefined] => [plan, faults[i]])
    .filter(([, times]) => times !== 0);
}

function reduceActor(
  scenario: Scenario,
  reduction: Reduction,
  actor: ActorPlan,
  lanes: ReadonlyMap<string, string>,
): ActorPlan {
  const { name } = actor;
  return {
    ...actor,
    name: lanes.get(name)!,
    after: predecessors(scenario, actor, lanes).map((predecessor) => lanes.get(predecessor)!),
    startMs: own(reduction.startsMs, name) ?? actor.startMs,
    operations: operationsThatStay(actor, reduction).map((i) =>
      reduceOperation(actor.operations[i]!, reduction, own(reduction.sleepsMs, name)?.[i]),
    ),
  };
}

/** Those that stay, in place of those that do not. */
function predecessors(scenario: Scenario, { after }: ActorPlan, lanes: ReadonlyMap<string, string>): string[] {
  const staying = after.flatMap((name) => {
    if (lanes.has(name)) return [name];
    const leftOut = scenario.actors.find((actor) => actor.name === name);
    return leftOut === undefined ? [] : predecessors(scenario, leftOut, lanes);
  });
  return [...new Set(staying)];
}

function reduceOperation(operation: OperationPlan, reduction: Reduction, sleepMs: number | undefined): OperationPlan {
  if (operation.kind === 'sleep') return sleepMs === undefined ? operation : { ...operation, ms: sleepMs };
  const key = keyAfter(reduction.keys, operation.key) ?? operation.key;
  const node = reduction.nodes === null ? operation.node : reduction.nodes.indexOf(operation.node) + 1;
  if ('value' in operation) return { ...operation, key, node, value: valueAfter(reduction.values, operation.value) };
  return { ...operation, key, node };
}

function reduceFault(plan: FaultPlan, times: number | undefined, { keys, names }: Reduction): FaultPlan {
  const { key, actor } = plan;
  return {
    ...plan,
    ...(key === undefined ? {} : { key: keyAfter(keys, key) ?? key }),
    ...(actor === undefined ? {} : { actor: own(names, actor) ?? actor }),
    ...(times === undefined ? {} : { atLeast: times, atMost: times }),
  };
}

/** Lanes that no actor of a scenario may be called like, so no reduction renames them. */
const PIPELINE_LANES = /^(consumer\d*|canal)$/;

function steerAfter(chain: readonly string[], lanes: ReadonlyMap<string, string>): string[] {
  return chain.flatMap((reference) => {
    const dot = reference.indexOf('.');
    const lane = reference.slice(0, dot);
    if (PIPELINE_LANES.test(lane) || isPublisherName(lane) || isSubscriberName(lane) || isBackgroundName(lane))
      return [reference];
    const after = lanes.get(lane);
    return after === undefined ? [] : [after + reference.slice(dot)];
  });
}

function keyAfter(keys: Reduction['keys'], key: string): string | null {
  const after = own(keys, key);
  return after === undefined ? key : after;
}

function valueAfter(values: Reduction['values'], value: string): string {
  return own(values, value) ?? value;
}

/** Users choose the names: one of them may be `constructor`. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
