/** Puts together what the shards of one cell have found, as one process would have found it. */
import type { CellResult, Counterexample } from '../../result.ts';
import type { Anomaly } from '../../scenario.ts';
import { ANOMALIES } from '../../scenario.ts';
import { conclude } from '../verdict/conclude.ts';
import { finderOf, sumOf } from '../verdict/evidence.ts';
import { evidenceOf } from './part.ts';
import type { CellPart } from './part.ts';

export type ShardCell = CellResult & { readonly part: CellPart };

/** @param cells the same cell of every shard, the first shard first */
export function mergeCells(cells: readonly ShardCell[]): CellResult {
  const { scenario, title, file, strategy, strategyTitle, engine, policy, seed, scenarioDigest, expectations } =
    cells[0]!;
  const pieces = cells.map(({ part }) => evidenceOf(part));
  const evidence = sumOf(pieces);
  const counterexamples = new Map<Anomaly, Counterexample>();
  for (const anomaly of ANOMALIES) {
    const counterexample = cells[finderOf(pieces, anomaly, evidence.tally)]?.anomalies[anomaly]?.counterexample;
    if (counterexample !== undefined) counterexamples.set(anomaly, counterexample);
  }
  return conclude({
    head: {
      scenario,
      title,
      file,
      strategy,
      strategyTitle,
      engine,
      policy,
      seed,
      ...(scenarioDigest === undefined ? {} : { scenarioDigest }),
    },
    evidence,
    counterexamples,
    expectations,
    shard: null,
    durationMs: cells.reduce((sum, { durationMs }) => sum + durationMs, 0),
  });
}
