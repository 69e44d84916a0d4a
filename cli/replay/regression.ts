/** A replayed run as a scenario file that pins its order: what `replay --save` writes. */
import { dirname, relative, resolve, sep } from 'node:path';
import { Document, isMap, isScalar, isSeq, Scalar, visit } from 'yaml';
import type { RecordedRun } from '../../harness/explanation/trace.ts';
import { mainStepsOf } from '../../harness/exploration/replay/recorded-schedule.ts';
import { labelOf } from '../../harness/scheduler/steer.ts';
import type { ReplayReport } from '../../harness/result.ts';
import type {
  ActorPlan,
  FaultPlan,
  OperationPlan,
  PipelinePlan,
  Scenario,
  StrategyUse,
} from '../../harness/scenario.ts';
import { DEFAULT_SEED, DEFAULT_STEPS_MAX } from '../../scenarios/resolve.ts';
import { isItemKey } from '../../scenarios/scalars.ts';
import { SCENARIO_VERSION } from '../../scenarios/schema.ts';
import { isModulePath } from '../../scenarios/strategy-name.ts';

export interface Regression {
  /** What was executed: of a shrunk counterexample, the smaller scenario. */
  readonly scenario: Scenario;
  readonly use: StrategyUse;
  /** Step references, in order. */
  readonly steps: readonly string[];
  readonly report: Pick<ReplayReport, 'shown' | 'anomaly' | 'replayedOn'>;
  readonly because: string | null;
  /** The token or the trace file that was replayed. */
  readonly origin: string;
  /** Where the file will be: modules are named relative to it. */
  readonly file: string;
}

const LINE_WIDTH = 120;

export function regressionText(regression: Regression): string {
  const { scenario, use, steps, report, because, origin, file: path } = regression;
  const { shown, anomaly } = report;
  const seen = shown.length > 0 ? shown : anomaly === null ? [] : [anomaly];
  const file = {
    version: SCENARIO_VERSION,
    name: [scenario.name, ...seen.slice(0, 1)].join('-'),
    title: `${scenario.title} (one schedule, saved)`,
    ...(because === null ? {} : { description: because }),
    tags: ['regression'],
    ...scenarioInFile(scenario, use, path),
    schedule: steps,
    ...(seen.length === 0
      ? {}
      : {
          expect: seen.map((name) => ({
            strategy: use.as,
            anomaly: name,
            is: shown.length > 0 ? 'possible' : 'never',
          })),
        }),
  };
  return textOf(
    file,
    ` Saved by: stalemate replay ${origin}\n Seen on ${report.replayedOn}.${shown.length > 0 ? ' When it is mended, `possible` becomes `never`.' : ''}`,
  );
}

/** The steps as references; a sentence instead where they would mean another run. */
export function pinnedSteps({ run, choices }: RecordedRun): readonly string[] | string {
  if (run.problem !== null) return `the run has no end to pin: ${run.problem.message}`;
  for (const { enabled, index, stepsBefore } of choices) {
    const label = labelOf(enabled[index]!);
    const isFirst = label === null || enabled.findIndex((choice) => labelOf(choice) === label) === index;
    if (isFirst) continue;
    return `at step ${stepsBefore + 1} there were two steps of the name ${label}, which a pinned schedule cannot tell apart. Keep the trace file instead`;
  }
  return run.steps.slice(0, mainStepsOf(run)).map(({ label }) => label);
}

/**
 * What happens in a scenario, as a file says it.
 * @param path where the file will be: modules are named relative to it
 */
export function scenarioInFile(scenario: Scenario, use: StrategyUse, path: string): object {
  return {
    ...(Object.keys(scenario.rows).length === 0 ? {} : { rows: scenario.rows }),
    ...(scenario.warm.length === 0 ? {} : { warm: scenario.warm }),
    ...topologyInFile(scenario),
    ...pipelineInFile(scenario.pipeline),
    actors: Object.fromEntries(scenario.actors.map((actor) => [actor.name, actorInFile(actor)])),
    ...(scenario.faults.length === 0 ? {} : { faults: scenario.faults.map((fault) => faultInFile(fault, scenario)) }),
    ...(scenario.herdMax === undefined ? {} : { herd_max: scenario.herdMax }),
    strategies: [strategyInFile(use, path)],
    ...exploreInFile(scenario.explore),
  };
}

/** @param comment stands above it */
export function textOf(file: object, comment: string): string {
  const document = new Document(file);
  document.commentBefore = comment;
  compact(document);
  return document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: true });
}

function topologyInFile({ nodes, clocksAheadMs, replicas, levels, redisNodes = 1 }: Scenario): object {
  const topology = {
    ...(nodes === 1 ? {} : { nodes }),
    ...(clocksAheadMs === undefined ? {} : { clocks: clocksAheadMs.map((ms) => `${ms}ms`) }),
    ...(replicas === 0 ? {} : { replicas }),
    ...(levels === undefined ? {} : { levels }),
    ...(redisNodes === 1 ? {} : { redis_nodes: redisNodes }),
  };
  return Object.keys(topology).length === 0 ? {} : { topology };
}

/** Of Kafka everything is spelled out: a default that changes must not change what was seen. */
function pipelineInFile(pipeline: PipelinePlan): object {
  return pipeline.kind === 'binlog' && pipeline.source === undefined ? {} : { pipeline };
}

/** Each instance stands for itself: which of a group are left, and what each does, may be anything by now. */
function actorInFile({ after, startMs, operations }: ActorPlan): object {
  return {
    ...(after.length === 0 ? {} : { after }),
    ...(startMs === 0 ? {} : { start: `${startMs}ms` }),
    steps: operations.map(operationInFile),
  };
}

function operationInFile(operation: OperationPlan): object {
  if (operation.kind === 'sleep') return { sleep: `${operation.ms}ms` };
  const { kind, key, node } = operation;
  return {
    [kind]: key,
    ...('value' in operation ? { value: operation.value } : {}),
    ...(node === 1 ? {} : { node }),
  };
}

function faultInFile(fault: FaultPlan, { actors }: Scenario): object {
  const { kind, key, actor, step, store, node, told, lost, atLeast, atMost } = fault;
  const struck = actors.filter(({ name, group }) => actor === name || actor === group);
  // Of a group with several instances the schedule says which one it strikes.
  const name = struck.length === 1 ? struck[0]!.name : struck.length === 0 ? actor : undefined;
  return {
    kind,
    ...(key === undefined ? {} : { key }),
    ...(name === undefined ? {} : { actor: name }),
    ...(step === undefined ? {} : { step }),
    ...(store === undefined ? {} : { store }),
    ...(node === undefined ? {} : { node }),
    ...(told === undefined ? {} : { told }),
    ...(lost === undefined ? {} : { lost }),
    ...(atLeast > 0 ? { times: atLeast } : { max: atMost }),
  };
}

function strategyInFile({ use, as, with: options }: StrategyUse, file: string): unknown {
  const path = relative(dirname(resolve(file)), use)
    .split(sep)
    .join('/');
  const name = isModulePath(use) ? (path.startsWith('.') ? path : `./${path}`) : use;
  const hasOptions = Object.keys(options).length > 0;
  if (name === as && !hasOptions) return name;
  return { use: name, ...(as === use ? {} : { as }), ...(hasOptions ? { with: options } : {}) };
}

/** What matters to a single schedule: random numbers in the strategy, and the bound on steps. */
function exploreInFile({ seed, maxSteps }: Scenario['explore']): object {
  const explore = {
    ...(seed === DEFAULT_SEED ? {} : { seed }),
    ...(maxSteps === DEFAULT_STEPS_MAX ? {} : { max_steps: maxSteps }),
  };
  return Object.keys(explore).length === 0 ? {} : { explore };
}

/** Small things on one line, keys of the cache in quotes, prose as a block: as people write them. */
function compact(document: Document): void {
  const inLine = new Set(['rows', 'warm', 'tags', 'topology', 'pipeline', 'explore', 'steps', 'with', 'after']);
  visit(document, {
    Pair: (_, { key, value }) => {
      const name = String((key as { value?: unknown } | null)?.value ?? key);
      if (inLine.has(name) && (isMap(value) || isSeq(value))) value.flow = true;
      if (name === 'description' && isScalar(value)) value.type = Scalar.BLOCK_FOLDED;
    },
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && isItemKey(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
    Seq: (_, sequence) => {
      for (const item of sequence.items) if (isMap(item)) item.flow = true;
    },
  });
}
