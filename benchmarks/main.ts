/** `npm run bench`: each comparison in turn, as a table. Ends with 1 when two sides did not do the same. */
import { parseArgs } from 'node:util';
import { benchmarks } from './benchmarks.ts';
import type { BenchmarkName } from './benchmarks.ts';

const USAGE = `node benchmarks/run.mjs [${Object.keys(benchmarks).join('] [')}] [--rounds N]\n`;

export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '7' } },
  });
  const names = (positionals.length > 0 ? positionals : Object.keys(benchmarks)) as BenchmarkName[];
  const timed = Number(values.rounds);
  if (!names.every((name) => name in benchmarks) || !(timed >= 1)) {
    process.stderr.write(USAGE);
    return 2;
  }
  let isRight = true;
  for (const name of names) {
    const { text, isSame } = await benchmarks[name]({ warmup: 3, timed });
    process.stdout.write(`${text}\n\n`);
    isRight &&= isSame;
  }
  return isRight ? 0 : 1;
}
