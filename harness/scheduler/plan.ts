/** What all runs of one exploration share: one scenario under one strategy, prepared once. */
import type { JudgedTable } from '../../strategies/adapt.ts';
import type { AnyStrategy, StrategyInstance } from '../../strategies/strategy.ts';
import type { KafkaSetup, Row, RowId, RunSetup, VirtualTime } from '../engines/engine.ts';
import { rowKeyOf } from '../row-key.ts';
import type { ActorPlan, OperationPlan, Scenario } from '../scenario.ts';
import { isChanging, redisServersOf, type RedisServers } from './redis-servers.ts';
import { type WorldFactory, worldsOf } from './world.ts';

/** The process of a node begins. */
export interface StartPlan {
  readonly kind: 'start';
  readonly node: number;
}

export type LaneOperation = OperationPlan | StartPlan;
export type LanePlan = Omit<ActorPlan, 'operations'> & { readonly operations: readonly LaneOperation[] };

export interface RunPlan {
  readonly scenario: Scenario;
  readonly strategyName: string;
  /** A service instance with empty memory. */
  create(): StrategyInstance;
  /** Where the code is that of a service: the processes in which it runs. */
  readonly world: WorldFactory | null;
  /** Whether the strategy listens to the binlog. */
  readonly consumes: boolean;
  /** Whether its nodes listen to Redis. */
  readonly listens: boolean;
  /** Whether its instances have work in the background. */
  readonly polls: boolean;
  /** CREATE TABLE statements of its own tables; null: it has none. */
  readonly tables: readonly string[] | null;
  /** The one of them that it listens to; null: `items`. */
  readonly follows: string | null;
  /** The one of them whose rows the scenario's keys are; null: `items`. */
  readonly judged: JudgedTable | null;
  /** Whose binlog that is: 0 for the primary's, else the replica's number. */
  readonly changesFrom: number;
  /** The topic and its readers, where changes go through Kafka. */
  readonly kafka: KafkaSetup | null;
  /** Null where there is only ever the one Redis, which always answers. */
  readonly redisServers: RedisServers | null;
  /** Nodes or servers come and go. */
  readonly changesTopology: boolean;
  /** The table before the run. */
  readonly rows: readonly Row[];
  /** Row id → key. */
  readonly keyOf: ReadonlyMap<RowId, string>;
  /** Before the run: what each node does when it starts, then the keys that are warm, on every node. */
  readonly warm: LanePlan;
  /** When all has ended: every key that someone writes, on every node. */
  readonly observe: LanePlan;
  /** The scenario asks for an order. */
  readonly isSteered: boolean;
  /** Some actor starts at a time of its own. */
  readonly hasDelayedStart: boolean;
  /** Actors may share memory that no footprint names: the strategy says so. */
  readonly sharesMemory: boolean;
  /** How many reads may load one version of a row; null: that is not judged. */
  readonly herdMax: number | null;
  /** Redis may be taken back to what it held before. */
  readonly keepsPast: boolean;
  /** Its runs have a cost worth comparing: several reads, or several nodes. */
  readonly isMeasured: boolean;
  /** More steps than this, and the run ends without a verdict. */
  readonly maxSteps: number;
}

/** The plan of an actor that is alone in its phase. */
function solo(name: string, operations: readonly LaneOperation[]): LanePlan {
  return { name, group: name, after: [], startMs: 0, operations };
}

export function planRun(scenario: Scenario, strategyName: string, strategy: AnyStrategy, options: unknown): RunPlan {
  const create = (): StrategyInstance => strategy.create(options as never);
  const consumes = create().onChange !== undefined;
  const listens = create().start !== undefined;
  const starts = listens
    ? Array.from({ length: scenario.nodes }, (_, i): StartPlan => ({ kind: 'start', node: i + 1 }))
    : [];
  const operations = scenario.actors.flatMap((actor) => actor.operations);
  const keys = new Set<string>([
    ...Object.keys(scenario.rows),
    ...operations.flatMap((o) => ('key' in o ? [o.key] : [])),
  ]);
  const rowOf = strategy.judged === undefined ? idOf : rowKeyOf;
  const written = new Set(operations.flatMap((o) => (o.kind === 'sleep' || o.kind === 'read' ? [] : [o.key])));
  const onEveryNode = (list: Iterable<string>): OperationPlan[] =>
    [...list].flatMap((key) =>
      Array.from({ length: scenario.nodes }, (_, i) => ({ kind: 'read' as const, key, node: i + 1 })),
    );
  return {
    scenario,
    strategyName,
    create,
    world: strategy.service === undefined ? null : worldsOf(strategy.service, options),
    consumes,
    listens,
    polls: create().poll !== undefined,
    tables: strategy.tables ?? null,
    follows: strategy.follows ?? null,
    judged: strategy.judged ?? null,
    changesFrom: scenario.pipeline.source === 'replica' ? 1 : 0,
    kafka: consumes ? kafkaSetupOf(scenario) : null,
    redisServers: redisServersOf(scenario),
    changesTopology: isChanging(scenario.faults),
    rows: Object.entries(scenario.rows).map(([key, value]) => ({ id: rowOf(key), value, version: 1 })),
    keyOf: new Map([...keys].map((key) => [rowOf(key), key])),
    warm: solo('warmup', [...starts, ...onEveryNode(scenario.warm)]),
    observe: solo('observer', onEveryNode([...keys].filter((key) => written.has(key)))),
    sharesMemory: strategy.sharesMemory === true,
    isSteered: scenario.explore.steer.length > 0,
    hasDelayedStart: scenario.actors.some(({ startMs }) => startMs > 0),
    herdMax: scenario.herdMax ?? null,
    keepsPast: scenario.faults.some(({ kind }) => kind === 'failover'),
    isMeasured:
      scenario.nodes > 1 ||
      redisServersOf(scenario) !== null ||
      operations.filter(({ kind }) => kind === 'read').length > 1,
    maxSteps: scenario.explore.maxSteps,
  };
}

function kafkaSetupOf({ actors, pipeline }: Scenario): KafkaSetup | null {
  if (pipeline.kind !== 'kafka') return null;
  // The lane of the producer stands between the scenario's actors and the consumers.
  const consumers = Array.from({ length: pipeline.consumers }, (_, i) => actors.length + 1 + i);
  return { partitions: pipeline.partitions, consumers };
}

/** The number in `item:42`. The loader has checked the form. */
export function idOf(key: string): number {
  return Number(rowKeyOf(key));
}

/** What an engine must know to begin a run. */
export function setupOf(plan: RunPlan, time: VirtualTime): RunSetup {
  const { rows, consumes, listens, changesFrom, kafka, scenario, tables, follows, judged, redisServers } = plan;
  const subscribers = listens ? scenario.nodes : 0;
  const common = { rows, time, wantsChanges: consumes, replicas: scenario.replicas, changesFrom, kafka, subscribers };
  const setup = redisServers === null ? common : { ...common, redisServers: redisServers.answers };
  const keeping = plan.keepsPast ? { ...setup, keepsPast: true } : setup;
  if (tables === null) return keeping;
  return { ...keeping, tables, ...(follows !== null && { follows }), ...(judged !== null && { judged }) };
}
