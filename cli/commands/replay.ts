import { defineCommand } from 'citty';
import { Replay } from '../../harness/exploration/replay.ts';
import { parseSchedule } from '../../harness/exploration/schedule.ts';
import { Single } from '../../harness/exploration/single.ts';
import { checkArguments, engineArgs, list } from '../arguments.ts';
import { openEngines } from '../engines.ts';
import { CliError } from '../errors.ts';
import { executeJobs, resultOf } from '../execute.ts';
import { exitCodes } from '../exit-codes.ts';
import { selectScenarios } from '../load-scenarios.ts';
import { present } from '../present.ts';
import { resolveStrategies } from '../strategies.ts';
import { say } from '../terminal.ts';

const args = {
  ...engineArgs,
  strategy: { type: 'string', valueHint: 'NAME', description: 'The strategy; needed when the scenario has several' },
  schedule: {
    type: 'string',
    valueHint: '"ACTOR …"',
    description: 'Who takes each step, as a failure prints it',
    required: true,
  },
  json: { type: 'boolean', description: 'The result as JSON on stdout, and nothing else there' },
  output: { type: 'string', valueHint: 'DIR', description: 'Write a report there' },
} as const;

export const replay = defineCommand({
  meta: {
    name: 'replay',
    description: 'Execute one schedule of a scenario again: replay FILE --strategy NAME --schedule "…"',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'replay');
    if (given._.length !== 1) throw new CliError(`replay: found ${given._.length} files, expected one scenario file`);
    const [selected] = await selectScenarios(given._, list(given.strategy));
    const { scenario, uses } = selected!;
    if (uses.length !== 1) {
      throw new CliError(
        `replay: ${scenario.file} has ${uses.length} strategies. Fix: name one with --strategy ${uses.map(({ as }) => as).join('|')}`,
      );
    }
    const [strategy] = await resolveStrategies({ ...scenario, expect: [] }, uses);
    const engines = await openEngines(given, say);
    const policy = new Single(new Replay(parseSchedule(given.schedule)));
    const single = {
      ...scenario,
      expect: [],
      explore: { ...scenario.explore, policy: 'pinned' as const, schedule: [] },
    };
    const outcome = await executeJobs([{ scenario: single, strategy: strategy!, policy }], engines.engines, true, 1);
    const replayed = resultOf(outcome, engines);
    await engines.close().catch(() => {});
    const shown = Object.values(replayed.results[0]?.anomalies ?? {}).some(({ schedules }) => schedules > 0);
    const exitCode =
      outcome.error !== undefined ? exitCodes.internal : shown ? exitCodes.pass : exitCodes.notReproduced;
    const presentation = { isJson: given.json === true, output: given.output ?? null, error: outcome.error };
    await present({ ...replayed, exitCode }, presentation);
    if (outcome.error === undefined)
      say(shown ? 'Reproduced.' : 'Not reproduced: this schedule shows no anomaly any more.');
    return exitCode;
  },
});
