/** What the command line says about a probe. All that is wrong with it is told at once. */
import { DEFAULT_SIZES, parseSize } from '../../infra/measure/sizes.ts';
import { parseDuration } from '../../strategies/strategy.ts';
import { list } from '../arguments.ts';
import { CliError } from '../errors.ts';

export interface ProbeOptions {
  /** In bytes, ascending. */
  readonly sizes: readonly number[];
  readonly timeMs: number;
  readonly memoryBytes: number;
}

const DEFAULT_TIME_MS = 30_000;
const TIME_MS_MIN = 100;
const DEFAULT_MEMORY_BYTES = 128_000_000;
const SIZE_MAX = 100_000_000;

interface Given {
  readonly sizes?: string | undefined;
  readonly time?: string | undefined;
  readonly memory?: string | undefined;
}

export function probeOptions(given: Given): ProbeOptions {
  const problems: string[] = [];
  const sizes = list(given.sizes).map((text) => {
    const bytes = parseSize(text);
    if (bytes !== null && bytes >= 1 && bytes <= SIZE_MAX) return bytes;
    problems.push(`--sizes: found "${text}", expected sizes from 1 B to 100 MB. Fix: for example --sizes 10,1kb,1mb`);
    return 0;
  });
  const timeMs = given.time === undefined ? DEFAULT_TIME_MS : (parseDuration(given.time) ?? 0);
  if (timeMs < TIME_MS_MIN) {
    problems.push(`--time: found "${given.time}", expected a duration of 100ms or more. Fix: for example --time 30s`);
  }
  const memoryBytes = given.memory === undefined ? DEFAULT_MEMORY_BYTES : parseSize(given.memory);
  if (memoryBytes === null) {
    problems.push(`--memory: found "${given.memory}", expected a size. Fix: for example --memory 128mb`);
  }
  if (problems.length > 0) throw new CliError(problems.join('\n'));
  const distinct = [...new Set(sizes)].sort((one, other) => one - other);
  return { sizes: distinct.length === 0 ? DEFAULT_SIZES : distinct, timeMs, memoryBytes: memoryBytes ?? 0 };
}
