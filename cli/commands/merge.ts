import { defineCommand } from 'citty';
import { mergeCells } from '../../harness/exploration/division/merge.ts';
import type { Result } from '../../harness/result.ts';
import { checkArguments } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { counterpartOf, problemsOf } from '../merge/check.ts';
import type { ShardFile } from '../merge/read.ts';
import { readShard } from '../merge/read.ts';
import { present } from '../present.ts';
import { reporterArgs, reportingOf } from '../reporters/choose.ts';
import { judgeWhole } from '../verdict.ts';

const args = {
  ...reporterArgs,
} as const;

export const merge = defineCommand({
  meta: { name: 'merge', description: 'Join the JSON results of all shards of a run: stalemate merge shard-*.json' },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'merge');
    const reporting = reportingOf(given);
    const result = mergeResults(await readAll(given._));
    await present(result, { reporting, error: undefined });
    return result.exitCode;
  },
});

async function readAll(files: readonly string[]): Promise<ShardFile[]> {
  if (files.length === 0)
    throw new CliError('merge: found no file, expected the result of each shard. Fix: stalemate merge shard-*.json');
  const read = await Promise.all(files.map(readShard));
  const shards = read.filter((one) => typeof one !== 'string');
  const problems = read.filter((one) => typeof one === 'string');
  if (problems.length === 0) problems.push(...problemsOf(shards));
  if (problems.length > 0) throw new CliError(`${problems.join('\n')}\nNothing was merged.`);
  return shards.sort((one, other) => one.result.shard.index - other.result.shard.index);
}

/** @param files every shard once, the first one first */
function mergeResults(files: readonly ShardFile[]): Result {
  const { shard: _, ...first } = files[0]!.result;
  const results = first.results.map((cell) => mergeCells(files.map(({ result }) => counterpartOf(cell, result))));
  return {
    ...first,
    ...judgeWhole(results),
    unconfirmed: [...new Set(files.flatMap(({ result }) => result.unconfirmed))],
    results,
  };
}
