/** Do these results belong together? Everything that speaks against it, at once. */
import type { ShardCell } from '../../harness/exploration/division/merge.ts';
import { exitCodes } from '../exit-codes.ts';
import { version } from '../package-root.ts';
import type { ShardFile, ShardResult } from './read.ts';

export function problemsOf(files: readonly ShardFile[]): string[] {
  return [
    ...countProblems(files),
    ...files.flatMap(endingProblems),
    ...files.slice(1).flatMap((file) => differences(files[0]!, file)),
  ];
}

function countProblems(files: readonly ShardFile[]): string[] {
  const counts = new Map<number, ShardFile[]>();
  for (const file of files) {
    const { count } = file.result.shard;
    counts.set(count, [...(counts.get(count) ?? []), file]);
  }
  if (counts.size > 1) {
    const found = [...counts]
      .map(([count, some]) => `${some.map(({ file }) => file).join(', ')} of ${count}`)
      .join('; ');
    return [`found shards of different runs: ${found}. Fix: merge shards i/n with the same n`];
  }
  const count = files[0]!.result.shard.count;
  const problems: string[] = [];
  for (let index = 1; index <= count; index++) {
    const found = files.filter(({ result }) => result.shard.index === index).map(({ file }) => file);
    if (found.length === 0)
      problems.push(`shard ${index} of ${count} is missing. Fix: add the result of --shard ${index}/${count}`);
    if (found.length > 1)
      problems.push(
        `shard ${index} of ${count} is given ${found.length} times: ${found.join(', ')}. Fix: name one of them`,
      );
  }
  return problems;
}

function endingProblems({ file, result: { exitCode, stalemate } }: ShardFile): string[] {
  const problems: string[] = [];
  if (exitCode === exitCodes.interrupted || exitCode === exitCodes.internal)
    problems.push(
      `${file}: this shard ended early (exit code ${exitCode}), so its part is not done. Fix: run it again`,
    );
  if (stalemate !== version)
    problems.push(
      `${file}: found a result of Stalemate ${stalemate}, expected ${version}. Fix: run and merge with the same version`,
    );
  return problems;
}

function differences(one: ShardFile, other: ShardFile): string[] {
  const problems: string[] = [];
  const expected = JSON.stringify(one.result.servers);
  const found = JSON.stringify(other.result.servers);
  if (expected !== found)
    problems.push(
      `${other.file}: found the servers ${found}, expected ${expected} as in ${one.file}. Fix: run all shards on the same versions`,
    );
  const cells = new Map(other.result.results.map((cell) => [nameOf(cell), cell]));
  for (const cell of one.result.results) {
    const name = nameOf(cell);
    const counterpart = cells.get(name);
    cells.delete(name);
    if (counterpart === undefined) problems.push(`${other.file}: ${name} is missing; ${one.file} has it. ${SAME}`);
    else
      problems.push(
        ...cellDifferences(cell, counterpart).map(
          (difference) => `${other.file}: ${name}: ${difference} as in ${one.file}. ${SAME}`,
        ),
      );
  }
  for (const name of cells.keys()) problems.push(`${one.file}: ${name} is missing; ${other.file} has it. ${SAME}`);
  return problems;
}

/** The same cell in the result of another shard. */
export function counterpartOf(cell: ShardCell, { results }: ShardResult): ShardCell {
  return results.find((candidate) => nameOf(candidate) === nameOf(cell))!;
}

const SAME = 'Fix: run all shards with the same files and options';

function nameOf({ strategy, file, scenario }: ShardCell): string {
  return `${strategy} × ${scenario} (${file})`;
}

function cellDifferences(one: ShardCell, other: ShardCell): string[] {
  const problems = (['engine', 'policy', 'seed'] as const)
    .filter((name) => one[name] !== other[name])
    .map((name) => `found ${name} ${other[name]}, expected ${one[name]}`);
  if (problems.length > 0) return problems;
  if (one.part.scenario !== other.part.scenario) return ['found another scenario or another budget, expected the same'];
  if (one.part.split !== other.part.split)
    return [
      'the search was cut in another place, because this strategy did not run in the same way, expected the same cut',
    ];
  return [];
}
