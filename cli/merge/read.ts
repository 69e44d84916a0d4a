/** Reads the result of a shard from a file, and says what is wrong with a file that holds none. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ShardCell } from '../../harness/exploration/division/merge.ts';
import { partSchema } from '../../harness/exploration/division/part.ts';
import type { Result } from '../../harness/result.ts';
import { RESULT_SCHEMA_VERSION } from '../../harness/result.ts';

export interface ShardResult extends Omit<Result, 'results'> {
  readonly shard: NonNullable<Result['shard']>;
  readonly results: readonly ShardCell[];
}

export interface ShardFile {
  readonly file: string;
  readonly result: ShardResult;
}

/** What is needed to tell a result from anything else. */
const resultSchema = z.looseObject({ schemaVersion: z.number(), stalemate: z.string(), results: z.array(z.unknown()) });

/** What merging reads; everything else of a result is carried along. */
const shardSchema = z.looseObject({
  exitCode: z.number(),
  servers: z.looseObject({}),
  unconfirmed: z.array(z.string()),
  shard: z.object({ index: z.int().min(1), count: z.int().min(1) }),
  results: z.array(
    z.looseObject({
      scenario: z.string(),
      strategy: z.string(),
      engine: z.string(),
      policy: z.string(),
      seed: z.number(),
      expectations: z.array(z.looseObject({})),
      anomalies: z.looseObject({}),
      durationMs: z.number(),
      part: partSchema,
    }),
  ),
});

/** @returns the result, or a sentence that says why it is none */
export async function readShard(file: string): Promise<ShardFile | string> {
  let data: unknown;
  try {
    data = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code !== undefined;
    return isAbsent
      ? `${file}: it cannot be read (${(error as NodeJS.ErrnoException).code}). Fix: name the files that \`stalemate run --shard i/n --json\` has written`
      : `${file}: found no JSON, expected the result of a shard. Fix: use --json > ${file}, so that nothing else is in it`;
  }
  const result = resultSchema.safeParse(data);
  if (!result.success)
    return `${file}: found JSON that is no result, expected what \`stalemate run --shard i/n --json\` prints`;
  if (result.data.schemaVersion !== RESULT_SCHEMA_VERSION)
    return `${file}: found a result with schemaVersion ${result.data.schemaVersion}, expected ${RESULT_SCHEMA_VERSION}. Fix: merge with the version of Stalemate that wrote it (${result.data.stalemate})`;
  if (result.data['shard'] === undefined)
    return `${file}: found the result of a whole run, expected that of a shard. Fix: run with --shard i/n`;
  const shard = shardSchema.safeParse(data);
  if (shard.success) return { file, result: data as ShardResult };
  const [issue] = shard.error.issues;
  return `${file}: it is damaged at ${issue!.path.join('.')}: ${issue!.message}. Fix: run that shard again`;
}
