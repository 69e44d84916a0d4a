import { defineCommand } from 'citty';
import { checkArguments } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { openFile } from '../open-file.ts';
import { DEFAULT_OUTPUT, liveArg, writeReport } from '../report.ts';
import { combine } from '../result/combine.ts';
import { readResults } from '../result/read.ts';
import { print } from '../terminal.ts';

const args = {
  output: {
    type: 'string',
    alias: 'o',
    valueHint: 'FILE.html|DIR',
    description: `Where the report goes. Default: ${DEFAULT_OUTPUT}/`,
  },
  baseline: { type: 'string', valueHint: 'RESULT', description: 'An earlier result, to show what has changed since' },
  ...liveArg,
  open: { type: 'boolean', description: 'Open it in the browser' },
} as const;

export const report = defineCommand({
  meta: {
    name: 'report',
    description:
      'Write the HTML report of results, or advice, that were kept: stalemate report result.json -o out.html',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'report');
    if (given._.length === 0)
      throw new CliError(
        'report: found no file, expected a result. Fix: stalemate report stalemate-report/report.json',
      );
    const earlier = given.baseline === undefined ? [] : [given.baseline];
    // Together, so that all that is wrong is told at once.
    const files = await readResults([...given._, ...earlier], { takesAdvice: true });
    const result = combine(files.slice(0, given._.length));
    const baseline = files[given._.length]?.result ?? null;
    const path = await writeReport(result, given.output ?? DEFAULT_OUTPUT, { baseline, hasLive: given.live });
    await print(`Report  ${path}\n`);
    if (given.open === true) await openFile(path);
    return exitCodes.pass;
  },
});
