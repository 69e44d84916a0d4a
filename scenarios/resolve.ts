/** From a checked file to the scenario that the harness runs: defaults filled in, counts and short forms spelled out. */
import {
  type ActorPlan,
  type Expectation,
  type ExplorePlan,
  type FaultPlan,
  type OperationPlan,
  type PipelinePlan,
  type Scenario,
  type StrategyUse,
} from '../harness/scenario.ts';
import { profileResultOf } from '../harness/timed/profile-result.ts';
import type { Profile } from '../harness/timed/profile.ts';
import { parseDuration } from '../strategies/strategy.ts';
import { instanceNames } from './checks/draft.ts';
import { DEFAULT_VALUE_BYTES, resolveLoad, resolveThreshold, resolveTiming, shareOf } from './resolve-timed.ts';
import { parseStart } from './scalars.ts';
import type { ScenarioFile } from './schema.ts';
import type { StepInFile } from './schema-actors.ts';
import { isModulePath, nameStrategy, resolveModule } from './strategy-name.ts';

export const DEFAULT_SEED = 42;
export const DEFAULT_RUNS = 10_000;
export const DEFAULT_STEPS_MAX = 200;
export const DEFAULT_DEPTH = 3;
/** Policies that come to an end by themselves. */
export const SEARCHES: readonly string[] = ['exhaustive', 'bounded'];

export interface FilePlace {
  /** As the user wrote it. */
  readonly path: string;
  readonly absolutePath: string;
  /** The line of an entry of `expect`, from 1. */
  readonly lineOfExpectation: (index: number) => number;
  /** What `timing.profile` names; null where it names nothing. */
  readonly profile: Profile | null;
}

export function resolveScenario(file: ScenarioFile, place: FilePlace): Scenario {
  return {
    name: file.name,
    title: file.title ?? file.name,
    description: file.description?.trim() ?? '',
    tags: file.tags ?? [],
    file: place.path,
    rows: file.rows ?? {},
    warm: [...new Set(file.warm)],
    nodes: file.topology?.nodes ?? 1,
    ...(file.topology?.clocks === undefined ? {} : { clocksAheadMs: file.topology.clocks.map(milliseconds) }),
    replicas: file.topology?.replicas ?? 0,
    ...resolveServers(file),
    pipeline: resolvePipeline(file.pipeline ?? 'binlog'),
    actors: resolveActors(file),
    faults: (file.faults ?? []).map(resolveFault),
    strategies: file.strategies.map((entry) => resolveStrategy(entry, place.absolutePath)),
    explore: resolveExplore(file),
    expect: (file.expect ?? []).map((line, index) => resolveExpectation(line, place.lineOfExpectation(index))),
    ...resolveHerd(file),
    ...resolveTimed(file, place.profile),
    ...(file.thresholds === undefined ? {} : { thresholds: file.thresholds.map(resolveThreshold) }),
  };
}

/** Left out as far as there is nothing out of the ordinary: schedules of other scenarios keep their names. */
function resolveServers({ topology }: ScenarioFile): Pick<Scenario, 'levels' | 'redisNodes'> {
  const { levels, redis_nodes: redisNodes = 1 } = topology ?? {};
  return { ...(levels !== undefined && { levels }), ...(redisNodes > 1 && { redisNodes }) };
}

/** Whoever expects something of herds, and says no number, expects one read for each version. */
function resolveHerd({ herd_max: max, expect = [] }: ScenarioFile): Pick<Scenario, 'herdMax'> {
  if (max !== undefined) return { herdMax: max };
  return expect.some(({ anomaly }) => anomaly === 'thundering-herd') ? { herdMax: 1 } : {};
}

function resolveTimed({ explore, timing, load }: ScenarioFile, profile: Profile | null): Pick<Scenario, 'timed'> {
  if (explore?.policy !== 'timed' || timing === undefined || load === undefined) return {};
  const plan = resolveLoad(load);
  const shown = profile === null ? {} : { profile: profileResultOf(timing.profile!, profile) };
  return {
    timed: { timing: resolveTiming(timing, plan.valueBytes ?? DEFAULT_VALUE_BYTES, profile), load: plan, ...shown },
  };
}

function resolvePipeline(pipeline: NonNullable<ScenarioFile['pipeline']>): PipelinePlan {
  const {
    kind,
    source = 'primary',
    consumers = 1,
    partitions = consumers,
    key = 'primary-key',
    commit = 'after-handling',
  } = typeof pipeline === 'string' ? { kind: pipeline } : pipeline;
  const from = source === 'primary' ? {} : { source };
  return kind === 'kafka' ? { kind, ...from, partitions, consumers, key, commit } : { kind, ...from };
}

function resolveActors(file: ScenarioFile): ActorPlan[] {
  const nodes = file.topology?.nodes ?? 1;
  const nextValue = uniqueValues(file);
  const instancesOf = (name: string) =>
    Object.hasOwn(actorsOf(file), name) ? instanceNames(name, actorsOf(file)[name]?.count) : [name];
  return Object.entries(actorsOf(file)).flatMap(([group, actor]) =>
    instanceNames(group, actor.count).map((name, index) => ({
      name,
      group,
      after: [...new Set((actor.after ?? []).flatMap(instancesOf))],
      startMs: parseStart(actor.start ?? '0ms')?.earliestMs ?? 0,
      // Instances spread over the nodes as a load balancer would spread them.
      operations: actor.steps.map((step) => resolveStep(step, 1 + (index % nodes), () => nextValue(name))),
    })),
  );
}

function actorsOf({ actors }: ScenarioFile): NonNullable<ScenarioFile['actors']> {
  return actors ?? {};
}

function resolveStep(step: StepInFile, defaultNode: number, nextValue: () => string): OperationPlan {
  const node = step.node ?? defaultNode;
  if (step.read !== undefined) return { kind: 'read', key: step.read, node };
  if (step.delete !== undefined) return { kind: 'delete', key: step.delete, node };
  if (step.write !== undefined) return { kind: 'write', key: step.write, value: step.value ?? nextValue(), node };
  if (step.insert !== undefined) return { kind: 'insert', key: step.insert, value: step.value ?? nextValue(), node };
  return { kind: 'sleep', ms: milliseconds(step.sleep) };
}

/** `writer-1`, `writer-2`, …, past the values that the file itself uses: a value must tell which write it came from. */
function uniqueValues(file: ScenarioFile): (actor: string) => string {
  const written = Object.values(actorsOf(file)).flatMap((actor) => actor.steps.map((step) => step.value));
  const taken = new Set([...Object.values(file.rows ?? {}), ...written]);
  return (actor) => {
    let number = 1;
    while (taken.has(`${actor}-${number}`)) number++;
    taken.add(`${actor}-${number}`);
    return `${actor}-${number}`;
  };
}

function resolveFault(fault: NonNullable<ScenarioFile['faults']>[number]): FaultPlan {
  const { kind, key, actor, step, store, node, told, lost, max = 1, times, per_second, chance } = fault;
  return {
    kind,
    ...(key === undefined ? {} : { key }),
    ...(actor === undefined ? {} : { actor }),
    ...(step === undefined ? {} : { step }),
    ...(store === undefined ? {} : { store }),
    ...(node === undefined ? {} : { node }),
    ...(told === undefined ? {} : { told }),
    ...(lost === undefined ? {} : { lost }),
    atLeast: times ?? 0,
    atMost: times ?? max,
    ...(per_second === undefined ? {} : { perSecond: per_second }),
    ...(chance === undefined ? {} : { chance: shareOf(chance) }),
  };
}

function resolveStrategy(entry: ScenarioFile['strategies'][number], absolutePath: string): StrategyUse {
  const named = nameStrategy(entry);
  if (!named) throw new Error('a checked strategy has a name');
  const use = isModulePath(named.use) ? resolveModule(absolutePath, named.use) : named.use;
  return { use, as: named.as, with: named.with ?? {} };
}

export function resolveExplore(file: Pick<ScenarioFile, 'explore' | 'schedule' | 'steer'>): ExplorePlan {
  const {
    policy = 'exhaustive',
    reduction = 'dpor',
    symmetry,
    runs,
    time,
    seed,
    max_steps,
    depth,
    bound,
  } = {
    ...file.explore,
  };
  const isPinned = file.schedule !== undefined;
  // How many runs of a load there are is its own default.
  const hasEnd = SEARCHES.includes(policy) || time !== undefined || policy === 'timed';
  const chains = file.steer ?? [];
  return {
    policy: isPinned ? 'pinned' : policy,
    reduction,
    symmetry: symmetry ?? false,
    runs: isPinned ? 1 : (runs ?? (hasEnd ? null : DEFAULT_RUNS)),
    timeMs: time === undefined ? null : milliseconds(time),
    seed: seed ?? DEFAULT_SEED,
    maxSteps: max_steps ?? DEFAULT_STEPS_MAX,
    depth: depth ?? DEFAULT_DEPTH,
    bound: bound ?? null,
    schedule: file.schedule ?? [],
    steer: isOneChain(chains) ? [chains] : (chains as string[][]),
  };
}

function isOneChain(chains: readonly (string | readonly string[])[]): chains is readonly string[] {
  return chains.length > 0 && chains.every((chain) => typeof chain === 'string');
}

function resolveExpectation(line: NonNullable<ScenarioFile['expect']>[number], lineNumber: number): Expectation {
  return { strategy: line.strategy, anomaly: line.anomaly, is: line.is, line: lineNumber };
}

function milliseconds(duration: string | undefined): number {
  const ms = parseDuration(duration ?? '');
  if (ms === null) throw new Error(`the checked duration ${duration} is not one`);
  return ms;
}
