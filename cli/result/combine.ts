/** Several results as one, for one report: each cell stays what it is. Shards are another matter: they have to be added up. */
import { worst } from '../../harness/exploration/verdict/expectations.ts';
import type { Result } from '../../harness/result.ts';
import { CliError } from '../errors.ts';
import type { ResultFile } from './read.ts';

/** @throws CliError with everything that forbids it */
export function combine(files: readonly ResultFile[]): Result {
  const problems = [...shardProblems(files), ...twiceProblems(files)];
  if (problems.length > 0) throw new CliError(problems.join('\n'));
  const results = files.map(({ result }) => result);
  const [first] = results;
  if (results.length === 1) return first!;
  const verdict = worst(results.map((one) => one.verdict));
  // What speaks for the worst verdict is what the whole comes to.
  const { exitCode } = results.find((one) => one.verdict === verdict)!;
  const versions = (name: keyof Result['servers']): string | null =>
    [...new Set(results.flatMap(({ servers }) => servers[name] ?? []))].join(' and ') || null;
  return {
    schemaVersion: first!.schemaVersion,
    stalemate: [...new Set(results.map(({ stalemate }) => stalemate))].join(' and '),
    verdict,
    exitCode,
    servers: { redis: versions('redis'), mysql: versions('mysql'), kafka: versions('kafka') },
    unconfirmed: [...new Set(results.flatMap(({ unconfirmed }) => unconfirmed))],
    results: results.flatMap((one) => one.results),
    ...joined('differences', results),
    ...joined('profiles', results),
    ...joined('advice', results),
  };
}

/** Left out where none has any. */
function joined<Name extends 'differences' | 'profiles' | 'advice'>(
  name: Name,
  results: readonly Result[],
): Partial<Result> {
  const all = results.flatMap((one): readonly unknown[] => one[name] ?? []);
  return all.length === 0 ? {} : { [name]: all };
}

function shardProblems(files: readonly ResultFile[]): string[] {
  return files
    .filter(({ result }) => result.shard !== undefined)
    .map(({ file, result: { shard } }) => {
      return `${file}: found shard ${shard!.index} of ${shard!.count}, expected a whole run. Fix: stalemate merge all shards first, with --output-file.json`;
    });
}

function twiceProblems(files: readonly ResultFile[]): string[] {
  const seen = new Map<string, string>();
  return files.flatMap(({ file, result }) => {
    return result.results.flatMap(({ scenario, strategy, file: path }) => {
      const name = `${strategy} × ${scenario} (${path})`;
      const other = seen.get(name);
      seen.set(name, file);
      if (other === undefined) return [];
      return other === file
        ? []
        : [`${file}: ${name} is in ${other} too. Fix: name one of them, or compare them: stalemate diff`];
    });
  });
}
