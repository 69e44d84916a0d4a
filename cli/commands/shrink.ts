import { defineCommand } from 'citty';
import { failureOf } from '../../harness/exploration/cell.ts';
import type { Result } from '../../harness/result.ts';
import { ANOMALIES } from '../../harness/scenario.ts';
import { didYouMean, oneOf } from '../../scenarios/words.ts';
import { checkArguments, engineArgs, list, scheduleArgs, wholeNumber } from '../arguments.ts';
import { needsOf, openEngines } from '../engines.ts';
import { CliError, explainError } from '../errors.ts';
import { resultOf } from '../execute.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { present } from '../present.ts';
import { presentFailure } from '../present-failure.ts';
import { sourceOf } from '../replay/source-of.ts';
import { reporterArgs, reportingOf } from '../reporters/choose.ts';
import type { Finished } from '../shrink/execute.ts';
import { executeShrink } from '../shrink/execute.ts';
import { renderShrink } from '../shrink/render.ts';
import type { Style } from '../style.ts';
import { say } from '../terminal.ts';

const PROOF_EXECUTIONS_MAX = 100_000;

const args = {
  ...engineArgs,
  on: {
    type: 'string',
    valueHint: 'embedded|real',
    description: 'Where to execute the candidates. Default: the engine that it was recorded on',
  },
  ...scheduleArgs,
  anomaly: {
    type: 'string',
    valueHint: 'NAME',
    description: 'What has to stay. Default: what it was recorded for, else what it shows first',
  },
  replays: { type: 'string', valueHint: 'N', description: 'Executions at most. Default: 50' },
  'prove-minimal': {
    type: 'boolean',
    description: 'Search for anything smaller by one operation, fault or switch, and say that there is none',
  },
  executions: {
    type: 'string',
    valueHint: 'N',
    description: `With --prove-minimal: executions at most. Default: ${PROOF_EXECUTIONS_MAX}`,
  },
  'save-traces': {
    type: 'string',
    valueHint: 'DIR',
    description: 'Write the shrunk counterexample there as a trace file',
  },
  ...reporterArgs,
  output: { type: 'string', valueHint: 'DIR', description: 'Write a report there' },
} as const;

export const shrink = defineCommand({
  meta: {
    name: 'shrink',
    description:
      'Leave out of a failing schedule what it does not need: shrink TOKEN [FILE], shrink TRACE.json [FILE], or shrink FILE --strategy NAME --schedule "…"',
  },
  args,
  run: async ({ args: given, rawArgs }) => {
    checkArguments(rawArgs, args, 'shrink');
    const reporting = reportingOf(given, ['default']);
    const anomaly = checkedAnomaly(given.anomaly);
    const replaysMax = wholeNumber(given.replays, 'replays', 1);
    const executions = wholeNumber(given.executions, 'executions', 1);
    const isProof = given['prove-minimal'] === true;
    if (executions !== null && !isProof)
      throw new CliError('shrink: found --executions without --prove-minimal. Fix: add it, or use --replays');
    const source = await sourceOf('shrink', given._, given.schedule, list(given.strategy));
    const on = given.on ?? source.engine.kind;
    const engines = await openEngines({ ...given, on }, say, needsOf([source.scenario]));
    let finished: Finished;
    try {
      finished = await executeShrink(source, {
        ...engines,
        anomaly,
        replaysMax,
        proofMax: isProof ? (executions ?? PROOF_EXECUTIONS_MAX) : null,
        traces: given['save-traces'] ?? null,
      });
    } catch (error) {
      return await presentFailure(engines, error, reporting);
    } finally {
      await engines.close().catch(() => {});
    }
    const failure = failureOf(engines.engines);
    const { report, cell } = finished;
    const verdict = failure === null && (report.proof?.isProven ?? true) ? 'pass' : 'inconclusive';
    const exitCode = failure === null ? exitCodeOf(verdict) : explainError(failure).exitCode;
    const whole = resultOf({ results: [cell], isInterrupted: false, error: failure ?? undefined }, engines);
    const result: Result = { ...whole, verdict, exitCode, shrink: report };
    const render = (_: Result, style: Style, columns: number): string => renderShrink(report, cell, style, columns);
    await present(result, { reporting, error: failure ?? undefined, render });
    return exitCode;
  },
});

function checkedAnomaly(name: string | undefined): (typeof ANOMALIES)[number] | null {
  if (name === undefined) return null;
  const anomaly = ANOMALIES.find((one) => one === name);
  if (anomaly !== undefined) return anomaly;
  throw new CliError(`--anomaly: found ${name}. Fix: ${didYouMean(name, ANOMALIES, `write ${oneOf(ANOMALIES)}`)}`);
}
