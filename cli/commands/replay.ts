import { defineCommand } from 'citty';
import { factsOf } from '../../harness/checkers/facts.ts';
import { traceOf } from '../../harness/explanation/trace.ts';
import { failureOf } from '../../harness/exploration/cell.ts';
import type { Counterexample, Result, Trace } from '../../harness/result.ts';
import { checkArguments, engineArgs, list, scheduleArgs } from '../arguments.ts';
import { needsOf, openEngines } from '../engines.ts';
import { CliError, explainError } from '../errors.ts';
import { resultOf } from '../execute.ts';
import { present } from '../present.ts';
import { presentFailure } from '../present-failure.ts';
import { executeReplay } from '../replay/execute.ts';
import type { Finished } from '../replay/execute.ts';
import { exitCodeOfReplay, verdictOfReplay } from '../replay/judge.ts';
import { renderReplay } from '../replay/render.ts';
import { checkTarget, saveRegression } from '../replay/save.ts';
import type { Source } from '../replay/source.ts';
import { sourceOf } from '../replay/source-of.ts';
import { reporterArgs, reportingOf } from '../reporters/choose.ts';
import { walkOf } from '../step/view.ts';
import { walk } from '../step/walk.ts';
import { styleFor } from '../style.ts';
import { say } from '../terminal.ts';

const args = {
  ...engineArgs,
  on: {
    type: 'string',
    valueHint: 'embedded|real|twin',
    description: 'Where to replay. Default: the engine that it was recorded on',
  },
  ...scheduleArgs,
  lenient: {
    type: 'boolean',
    description: 'Where the code has changed, find the steps again by actor, command and key, and say what moved',
  },
  step: {
    type: 'boolean',
    description:
      'Walk the run step by step, forward and back, with what every store holds; all of it where there is no terminal',
  },
  save: {
    type: 'string',
    valueHint: 'FILE.yaml',
    description: 'Write what was replayed as a scenario that pins its order',
  },
  force: { type: 'boolean', description: 'With --save: overwrite the file' },
  ...reporterArgs,
  output: { type: 'string', valueHint: 'DIR', description: 'Write a report there' },
} as const;

export const replay = defineCommand({
  meta: {
    name: 'replay',
    description:
      'Execute one schedule again, once: replay TOKEN [FILE], replay TRACE.json [FILE], or replay FILE --strategy NAME --schedule "…"',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'replay');
    const reporting = reportingOf(given, ['default']);
    if (given.step === true && reporting.stdout !== 'default') {
      const found = given.json === true ? '--json' : '--reporter without default';
      throw new CliError(
        `replay: found --step and ${found}, expected one of them. Fix: --step for people, ${found} for machines`,
      );
    }
    if (given.save !== undefined) checkTarget(given.save, given.force === true);
    const source = await sourceOf('replay', given._, given.schedule, list(given.strategy));
    const on = given.on ?? source.engine.kind;
    const engines = await openEngines({ ...given, on }, say, needsOf([source.scenario]));
    let finished: Finished;
    try {
      finished = await executeReplay(source, { ...engines, isLenient: given.lenient === true });
    } catch (error) {
      return await presentFailure(engines, error, reporting);
    } finally {
      await engines.close().catch(() => {});
    }
    const failure = failureOf(engines.engines);
    const { report, cell } = finished;
    const exitCode = failure === null ? exitCodeOfReplay(report) : explainError(failure).exitCode;
    const whole = resultOf({ results: [cell], isInterrupted: false, error: failure ?? undefined }, engines);
    const result: Result = {
      ...whole,
      unconfirmed: given.on === undefined && engines.engines.on === 'embedded' ? [ON_EMBEDDED] : whole.unconfirmed,
      verdict: verdictOfReplay(exitCode),
      exitCode,
      replay: report,
    };
    if (given.step === true) await stepThrough(source, finished);
    await present(result, { reporting, error: failure ?? undefined, render: () => pageOf(source, finished) });
    if (given.save !== undefined) await save(given.save, source, finished);
    return exitCode;
  },
});

const ON_EMBEDDED = 'Nothing was confirmed on real servers: it was replayed on the embedded engine alone.';

async function save(file: string, { use, origin }: Source, finished: Finished): Promise<void> {
  const { recorded, report } = finished;
  const because = counterexampleOf(finished)?.because ?? null;
  await saveRegression(recorded, { scenario: recorded.run.plan.scenario, use, report, because, origin, file });
  say(`Saved   ${file}`);
}

/** What the schedule was recorded for, else the first thing that it shows. */
function counterexampleOf({ report, cell }: Finished): Counterexample | null {
  const [first = null] = report.shown;
  const anomaly = report.anomaly !== null && report.shown.includes(report.anomaly) ? report.anomaly : first;
  return anomaly === null ? null : (cell.anomalies[anomaly]?.counterexample ?? null);
}

async function stepThrough({ scenario, use }: Source, finished: Finished): Promise<void> {
  const title = `${use.as} × ${scenario.name}   on ${finished.report.replayedOn}`;
  const { stdin: input, stdout: output } = process;
  await walk(walkOf(title, traceOfRun(finished), finished.recorded), { input, output, style: styleFor(output) });
}

/** With the steps marked that prove the anomaly, where there is one. */
function traceOfRun(finished: Finished): Trace {
  const { recorded } = finished;
  return counterexampleOf(finished)?.trace ?? traceOf(recorded, factsOf(recorded.run), null);
}

function pageOf({ scenario, use }: Source, finished: Finished): string {
  const { report } = finished;
  const shown = counterexampleOf(finished);
  return renderReplay(
    {
      report,
      scenario: scenario.name,
      strategy: use.as,
      because: shown?.because ?? null,
      trace: traceOfRun(finished),
      replay: shown?.replay ?? null,
    },
    styleFor(process.stdout),
    process.stdout.columns ?? 100,
  );
}
