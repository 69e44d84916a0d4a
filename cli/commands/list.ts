import { defineCommand } from 'citty';
import type { ExplorePlan } from '../../harness/scenario.ts';
import { checkArguments } from '../arguments.ts';
import { selectScenarios } from '../load-scenarios.ts';
import { strategies } from '../../strategies/registry.ts';
import type { AnyStrategy } from '../../strategies/strategy.ts';
import { optionsOf, optionsText } from '../strategy-options.ts';
import type { Style } from '../style.ts';
import { styleFor } from '../style.ts';
import { print, printJson } from '../terminal.ts';

const args = { json: { type: 'boolean', description: 'As JSON on stdout' } } as const;

export const list = defineCommand({
  meta: {
    name: 'list',
    description:
      'What would run: scenarios, their strategies and how they are explored; `list strategies`: the built-in strategies and their options',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'list');
    if (given._.length === 1 && given._[0] === 'strategies') return listStrategies(given.json === true);
    const selected = await selectScenarios(given._, []);
    if (given.json) {
      await printJson(
        selected.map(({ scenario: { name, title, file, tags, explore }, uses }) => ({
          name,
          title,
          file,
          tags,
          policy: explore.policy,
          runs: explore.runs,
          seed: explore.seed,
          strategies: uses.map(({ as }) => as),
        })),
      );
      return 0;
    }
    const style = styleFor(process.stdout);
    for (const { scenario, uses } of selected) {
      const how = howOf(scenario.explore);
      await print(
        `${style('bold', scenario.name)}  ${scenario.title}\n  ${style('dim', `${scenario.file} · ${how}`)}\n  ${uses.map(({ as }) => as).join(', ')}\n`,
      );
    }
    return 0;
  },
});

function howOf({ policy, reduction, symmetry, runs, seed, depth, bound }: ExplorePlan): string {
  if (policy === 'pinned') return policy;
  if (policy === 'exhaustive')
    return reduction === 'none' ? 'exhaustive, without reduction' : `exhaustive${symmetry ? ', with symmetry' : ''}`;
  if (policy === 'bounded')
    return bound === null ? policy : `${policy}, at most ${bound} pre-emption${bound === 1 ? '' : 's'}`;
  const name = policy === 'pct' ? `pct of depth ${depth}` : policy;
  return `${name}, ${runs ?? 'unbounded'} runs, seed ${seed}`;
}

/** A line for each, and one for its options. */
async function listStrategies(isJson: boolean): Promise<number> {
  const all = Object.values<AnyStrategy>(strategies).map((strategy) => {
    const { name, title } = strategy;
    return { name, title, options: optionsOf(strategy) };
  });
  if (isJson) {
    await printJson(all);
    return 0;
  }
  const style: Style = styleFor(process.stdout);
  const width = Math.max(...all.map(({ name }) => name.length)) + 2;
  for (const { name, title, options } of all) {
    await print(`${style('bold', name.padEnd(width))}${title}\n`);
    if (options.length > 0) await print(style('dim', `${''.padEnd(width)}${optionsText(options)}\n`));
  }
  await print(style('dim', '`stalemate explain NAME` shows the steps, the race and a counterexample of one.\n'));
  return 0;
}
