/** Failures that are known already, by their fingerprints. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { CliError } from '../errors.ts';
import { readCorpus } from './corpus.ts';

const failure = z.object({ fingerprint: z.string() });
const resultForm = z.object({
  results: z.array(z.object({ fuzz: z.object({ failures: z.array(failure) }).optional() })),
});

/**
 * @param path of an earlier `--json` result, or of a folder of saved failures
 * @throws CliError for what is neither
 */
export async function readBaseline(path: string | undefined): Promise<ReadonlySet<string>> {
  if (path === undefined) return new Set();
  try {
    return new Set((await stat(path)).isDirectory() ? await ofFolder(path) : await ofResult(path));
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      `--baseline ${path}: ${(error as Error).message}. Fix: name a result of \`stalemate fuzz --json\`, or a folder of saved failures`,
    );
  }
}

async function ofResult(path: string): Promise<string[]> {
  const parsed = resultForm.safeParse(parse(path, await readFile(path, 'utf8')));
  const cells = parsed.data?.results.flatMap(({ fuzz }) => fuzz ?? []) ?? [];
  if (parsed.success && (cells.length > 0 || parsed.data.results.length === 0))
    return cells.flatMap(({ failures }) => failures.map(({ fingerprint }) => fingerprint));
  throw new CliError(
    `--baseline ${path}: found no failures of a fuzzing session, expected the result of \`stalemate fuzz --json\``,
  );
}

async function ofFolder(path: string): Promise<string[]> {
  return (await readCorpus(path)).map(({ fingerprint }) => fingerprint);
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError(`--baseline ${path}: found what is not JSON: ${(error as Error).message}`);
  }
}
