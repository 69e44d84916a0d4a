/** What all runs of one exploration share: one scenario under one strategy, prepared once. */
import type { Strategy, StrategyInstance } from '../../strategies/strategy.ts';
import type { Row, RunSetup, VirtualTime } from '../engines/engine.ts';
import type { OperationPlan, Scenario } from '../scenario.ts';

export interface RunPlan {
  readonly scenario: Scenario;
  readonly strategyName: string;
  /** A service instance with empty memory. */
  create(): StrategyInstance;
  /** Whether the strategy listens to the binlog. */
  readonly consumes: boolean;
  /** The table before the run. */
  readonly rows: readonly Row[];
  /** Row id → key. */
  readonly keyOf: ReadonlyMap<number, string>;
  readonly warmups: readonly OperationPlan[];
  /** What the observer reads when all has ended: every key that someone writes, on every node. */
  readonly observations: readonly OperationPlan[];
  /** More steps than this, and the run ends without a verdict. */
  readonly maxSteps: number;
}

export function planRun(scenario: Scenario, strategyName: string, strategy: Strategy, options: unknown): RunPlan {
  const create = (): StrategyInstance => strategy.create(options);
  const operations = scenario.actors.flatMap((actor) => actor.operations);
  const keys = new Set<string>([
    ...Object.keys(scenario.rows),
    ...operations.flatMap((o) => ('key' in o ? [o.key] : [])),
  ]);
  const written = new Set(operations.flatMap((o) => (o.kind === 'sleep' || o.kind === 'read' ? [] : [o.key])));
  const onEveryNode = (list: Iterable<string>): OperationPlan[] =>
    [...list].flatMap((key) =>
      Array.from({ length: scenario.nodes }, (_, i) => ({ kind: 'read' as const, key, node: i + 1 })),
    );
  return {
    scenario,
    strategyName,
    create,
    consumes: create().onChange !== undefined,
    rows: Object.entries(scenario.rows).map(([key, value]) => ({ id: idOf(key), value, version: 1 })),
    keyOf: new Map([...keys].map((key) => [idOf(key), key])),
    warmups: onEveryNode(scenario.warm),
    observations: onEveryNode([...keys].filter((key) => written.has(key))),
    maxSteps: scenario.explore.maxSteps,
  };
}

/** The number in `item:42`. The loader has checked the form. */
export function idOf(key: string): number {
  return Number(key.slice(key.lastIndexOf(':') + 1));
}

/** What an engine must know to begin a run. */
export function setupOf({ rows, consumes }: RunPlan, time: VirtualTime): RunSetup {
  return { rows, time, wantsChanges: consumes };
}
