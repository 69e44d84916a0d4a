/**
 * Which scenario and strategy a schedule belongs to, and whether they are still what they were: hashes over all that a run
 * depends on, and nothing else. Titles, expectations and paths may change without a schedule losing its meaning.
 */
import { basename } from 'node:path';
import type { Scenario, StrategyUse } from '../../scenario.ts';
import { faultNames } from '../../scheduler/faults.ts';
import { laneNames } from '../../scheduler/pipeline/pipeline.ts';
import { publisherNames } from '../../scheduler/publishers.ts';
import { backgroundNames } from '../../scheduler/background.ts';
import { subscriberNames } from '../../scheduler/subscribers.ts';
import { replicaNames } from '../../scheduler/replicas.ts';
import { memberLanes } from '../../scheduler/topology.ts';
import { digestOf, hashOf } from './digest.ts';

/** What a run depends on beside code: plain data. */
export type Essence = Pick<Scenario, 'rows' | 'warm' | 'nodes' | 'actors' | 'faults'> & {
  /** Left out where changes come straight from the primary's binlog. */
  readonly pipeline?: Scenario['pipeline'];
  readonly clocksAheadMs?: Scenario['clocksAheadMs'];
  /** Left out where there are none, as in all scenarios that were recorded before there were any. */
  readonly replicas?: number;
  /** Left out where there is one Redis. */
  readonly levels?: Scenario['levels'];
  readonly redisNodes?: number;
  readonly steer: Scenario['explore']['steer'];
  readonly maxSteps: number;
  /** The name of a built-in strategy, or the file name of a user's module, wherever it lies. */
  readonly strategy: string;
  readonly with: StrategyUse['with'];
};

export function essenceOf(scenario: Scenario, use: StrategyUse): Essence {
  const { rows, warm, nodes, clocksAheadMs, replicas, levels, redisNodes, actors, faults, pipeline, explore } =
    scenario;
  const strategy = basename(use.use);
  return {
    rows,
    warm,
    nodes,
    ...(clocksAheadMs === undefined ? {} : { clocksAheadMs }),
    ...(replicas === 0 ? {} : { replicas }),
    ...(levels !== undefined && { levels }),
    ...(redisNodes !== undefined && { redisNodes }),
    actors,
    faults,
    ...(pipeline.kind === 'binlog' && pipeline.source === undefined ? {} : { pipeline }),
    steer: explore.steer,
    maxSteps: explore.maxSteps,
    strategy,
    with: use.with,
  };
}

/** Of what the figures of a cell depend on beside code, seed and budget: two results of it can be compared when it is the same. */
export function cellDigest(scenario: Scenario, as: string): string {
  // A module that only the command line names has no options.
  const use = scenario.strategies.find((one) => one.as === as) ?? { use: as, as, with: {} };
  const { timed } = scenario;
  return digestOf({ ...essenceOf(scenario, use), ...(timed === undefined ? {} : { timed }) });
}

export interface Identity {
  /** Of the names alone: finds the scenario again after it was changed. */
  readonly name: Buffer;
  /** Of all that a run depends on; the seed, which is no part of a scenario's meaning, left out. */
  readonly content: Buffer;
}

const BYTES = 4;

export function identityOf(scenario: Scenario, use: StrategyUse): Identity {
  return {
    name: hashOf([scenario.name, use.as]).subarray(0, BYTES),
    content: hashOf(essenceOf(scenario, use)).subarray(0, BYTES),
  };
}

/** Whoever may take a choice in a run of this scenario: schedules name them by position. */
export function lanesOf(scenario: Scenario): string[] {
  return laneListsOf(scenario).at(-1)!;
}

/**
 * The same without what only few strategies have, then with more and more of it: a token names a lane in the first list that
 * has all of its lanes. So it stays what it is when there come to be more.
 */
export function laneListsOf(scenario: Scenario): readonly string[][] {
  const common = lanesWithoutBackground(scenario);
  const { nodes, faults } = scenario;
  const withPublishers = [...common, ...memberLanes(nodes, faults), ...publisherNames(nodes)];
  const withSubscribers = [...withPublishers, ...subscriberNames(nodes)];
  return [common, withPublishers, withSubscribers, [...withSubscribers, ...backgroundNames(nodes)]];
}

function lanesWithoutBackground({ actors, faults, replicas, pipeline }: Scenario): string[] {
  const names = [
    ...actors.map(({ name }) => name),
    'consumer',
    'clock',
    ...faultNames(faults),
    ...replicaNames(replicas),
  ];
  // Those that came later at the end, so that a token of a scenario without them stays what it is.
  return [...names, ...laneNames(pipeline).filter((name) => !names.includes(name))];
}
