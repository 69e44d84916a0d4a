import { defineCommand } from 'citty';
import type { Comparison } from '../../reports/comparison/compare.ts';
import { compare, newFailures } from '../../reports/comparison/compare.ts';
import { checkArguments } from '../arguments.ts';
import { renderComparison } from '../diff/render.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { readResults } from '../result/read.ts';
import { styleFor } from '../style.ts';
import { print, printJson } from '../terminal.ts';

const args = {
  json: { type: 'boolean', description: 'What has changed as JSON on stdout, and nothing else there' },
} as const;

export const diff = defineCommand({
  meta: {
    name: 'diff',
    description:
      'What is new, gone or changed between two results: stalemate diff BEFORE.json AFTER.json. 1: something new fails',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'diff');
    if (given._.length !== 2) {
      const found = given._.length === 0 ? 'no file' : given._.join(' ');
      throw new CliError(`diff: found ${found}, expected two results. Fix: stalemate diff BEFORE.json AFTER.json`);
    }
    const [before, after] = await readResults(given._);
    const comparison = compare(before!.result, after!.result);
    refuse(comparison, before!.file, after!.file);
    const exitCode = exitCodeOf(comparison);
    if (given.json === true) await printJson({ schemaVersion: 1, exitCode, ...comparison });
    else await print(renderComparison(comparison, styleFor(process.stdout)));
    return exitCode;
  },
});

/** A gate that leaves out what it cannot compare would let anything through. */
function refuse({ cells, added }: Comparison, before: string, after: string): void {
  const lines = cells.flatMap(({ strategy, scenario, differences }) =>
    differences.map((difference) => `${strategy} × ${scenario}: ${difference}`),
  );
  if (lines.length > 0) {
    throw new CliError(
      `${before} and ${after} are results of different work:\n${lines.map((line) => `  ${line}`).join('\n')}\nNothing was compared. Fix: run both with the same files and options`,
    );
  }
  // What is only in the later one is among the cells when something fails in it.
  const isAlone = cells.every(({ strategy, scenario }) =>
    added.some((cell) => cell.strategy === strategy && cell.scenario === scenario),
  );
  if (isAlone) throw new CliError(`${before} and ${after} have no scenario and strategy in common`, exitCodes.noMatch);
}

function exitCodeOf(comparison: Comparison): number {
  if (newFailures(comparison) > 0) return exitCodes.fail;
  const isDoubtful = comparison.cells.some(({ changes }) => changes.some(({ kind }) => kind === 'doubtful'));
  return isDoubtful ? exitCodes.inconclusive : exitCodes.pass;
}
