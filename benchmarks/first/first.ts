/** Schedules to the first stale one, policy by policy: a count, so how busy the machine is does not matter. */
import type { Outcome } from '../benchmarks.ts';
import type { Contender } from '../contender.ts';
import { host } from '../host.ts';
import type { Summary } from './counts.ts';
import { summaryOf } from './counts.ts';
import type { PolicyOptions } from './stalemate.ts';

const SETTING = { readers: 8, seeds: 1000 };
const TARGET = { side: 'urw', mean: 6 };

/** The policies that sample. */
const POLICIES: Readonly<Record<string, Pick<PolicyOptions, 'policy' | 'depth'>>> = {
  urw: { policy: 'urw', depth: 1 },
  portfolio: { policy: 'portfolio', depth: 1 },
  random: { policy: 'random', depth: 1 },
  'pct, depth 3': { policy: 'pct', depth: 3 },
  'pct, depth 2': { policy: 'pct', depth: 2 },
  pos: { policy: 'pos', depth: 1 },
};

export async function first(): Promise<Outcome> {
  const sides: [name: string, summary: Summary][] = [];
  let isSame = true;
  const add = async (name: string, opening: Promise<Contender>): Promise<void> => {
    const contender = await opening;
    try {
      const { done, found, firsts = [] } = await contender.round();
      isSame &&= found === done;
      sides.push([name, summaryOf(firsts)]);
    } finally {
      await contender.close();
    }
  };
  for (const [name, policy] of Object.entries(POLICIES))
    await add(name, host('first/stalemate', { ...SETTING, ...policy }));
  await add('fast-check', host('first/fast-check', SETTING));
  return { text: textOf(sides), isSame };
}

function textOf(sides: readonly (readonly [name: string, summary: Summary])[]): string {
  const { mean } = sides.find(([name]) => name === TARGET.side)![1];
  const rows = sides.map(([name, one]) => [name, one.mean.toFixed(2), String(one.p95), String(one.most)]);
  const width = Math.max(...rows.map(([name]) => name!.length));
  return [
    `Schedules to the first that is stale at rest: cache-aside, ${SETTING.readers} readers + 1 writer, ${SETTING.seeds} seeds`,
    ...[['', 'mean', 'p95', 'most'], ...rows].map(
      ([name, ...figures]) => `  ${name!.padEnd(width)}${figures.map((figure) => figure.padStart(8)).join('')}`,
    ),
    `  target for ${TARGET.side}: mean ≤ ${TARGET.mean}: ${mean <= TARGET.mean ? 'met' : 'missed'}`,
  ].join('\n');
}
