/** For tests: a result with counterexamples that can be run again, made as the command line makes it. */
import { embeddedEngine } from '../../../harness/engines/embedded/engine.ts';
import { exploreCell } from '../../../harness/exploration/cell.ts';
import type { Result } from '../../../harness/result.ts';
import type { Scenario } from '../../../harness/scenario.ts';
import { planRun } from '../../../harness/scheduler/plan.ts';
import { keeperOf } from '../../../cli/replay/keep.ts';
import { resolveStrategies } from '../../../cli/strategies.ts';
import { resultOf } from '../samples/results.ts';

/** @param strategy the name that the scenario has for it */
export async function resultWithRecordings(scenario: Scenario, strategy: string): Promise<Result> {
  const use = scenario.strategies.find(({ as }) => as === strategy)!;
  const [resolved] = await resolveStrategies(scenario, [use]);
  const cell = await exploreCell({
    plan: planRun(scenario, use.as, resolved!.strategy, resolved!.options),
    strategyTitle: resolved!.strategy.title,
    engines: { on: 'embedded', engine: embeddedEngine },
    shard: null,
    keep: keeperOf({ scenario, use, engine: { kind: 'embedded', redis: null, mysql: null }, directory: null }),
    onProgress: () => {},
    shouldStop: () => false,
    elapsedMs: () => 0,
  });
  return resultOf([cell]);
}
