/** What became of a recorded schedule, in words. */
import type { ReplayOutcome, ReplayReport } from '../../result.ts';
import type { Anomaly } from '../../scenario.ts';
import { anomaliesOf } from '../execution/twin.ts';
import type { Replayed } from './execute-once.ts';
import type { RecordedChoice, RecordedStep } from './recorded-schedule.ts';
import { nameOf, recordedSchedule } from './recorded-schedule.ts';
import type { FieldChange } from './scenario-diff.ts';
import { hashOfSteps } from './token.ts';

export interface Recorded {
  /** What it was recorded for; null: any anomaly counts. */
  readonly anomaly: Anomaly | null;
  readonly schedule: readonly RecordedChoice[];
  /** Of a token: all that it knows of the commands that its steps were. */
  readonly steps?: Buffer;
  /** `embedded 0.1.0`; null where it is not known. */
  readonly recordedOn: string | null;
  readonly scenarioChanges: readonly FieldChange[];
  /** The scenario is not what it was, though which fields differ may not be known. */
  readonly isChanged: boolean;
  readonly notes: readonly string[];
}

type Difference = NonNullable<ReplayReport['difference']>;

/** @param engine what it was replayed on; another engine than the one that it was recorded on explains differences */
export function outcomeOf(
  recorded: Recorded,
  replayed: Replayed,
  engine: { readonly name: string; readonly isOther: boolean },
): ReplayReport {
  const shown = replayed.run.problem === null ? anomaliesOf(replayed.run) : [];
  const { anomaly, isChanged, recordedOn, scenarioChanges, notes } = recorded;
  const isShown = anomaly === null ? shown.length > 0 : shown.includes(anomaly);
  const difference = replayed.parting ?? differenceOf(recorded, replayed);
  const isSame = difference === null && !hasOtherSteps(recorded, replayed);
  const execution = judge(replayed, isShown, isSame, engine.isOther && !isChanged);
  const report = {
    execution,
    anomaly,
    shown,
    recordedOn,
    replayedOn: engine.name,
    difference,
    scenarioChanges,
    moved: replayed.changes,
    notes,
  };
  const words = sentenceOf(report, replayed, isShown, isSame);
  if (!isChanged) return { outcome: execution, ...report, message: words };
  return {
    outcome: 'scenario-changed',
    ...report,
    message: `The scenario is not what it was when this was recorded. Replayed all the same. ${words}`,
  };
}

function judge(
  { parting, run, changes }: Replayed,
  isShown: boolean,
  isSame: boolean,
  isOtherEngine: boolean,
): ReplayOutcome {
  if (parting === null && run.problem !== null) return 'no-verdict';
  if (!isSame && isOtherEngine) return 'engine-differs';
  if (parting !== null) return 'behaviour-changed';
  if (isShown) return 'reproduced';
  return !isSame || changes.length > 0 ? 'behaviour-changed' : 'did-not-fail';
}

function sentenceOf(
  report: Omit<ReplayReport, 'outcome' | 'message'>,
  { parting, run }: Replayed,
  isShown: boolean,
  isSame: boolean,
): string {
  const { execution, anomaly, shown, recordedOn, replayedOn, difference } = report;
  const failed = anomaly === null ? 'no anomaly showed.' : `${anomaly} did not show.`;
  const other = shown.length > 0 && !isShown ? ` It shows ${shown.join(', ')} instead.` : '';
  const where = isSame ? '' : whereIs(difference);
  switch (execution) {
    case 'no-verdict':
      return `No verdict: ${run.problem!.message}`;
    case 'reproduced':
      return `Reproduced: it shows ${shown.join(', ')}.${where === '' ? '' : ` The behaviour changed all the same${where}.`}`;
    case 'did-not-fail':
      return `Did not fail: the behaviour is as recorded, and ${failed}${other}`;
    case 'engine-differs':
      return `The engine differs: recorded on ${recordedOn}, replayed on ${replayedOn}; they part${where}.${isShown ? ` ${shown.join(', ')} shows on both.` : ''}`;
    case 'behaviour-changed':
      return `The behaviour changed${where}.${parting === null ? ` In this run ${failed}${other}` : ' The replay ended there.'}`;
  }
}

function whereIs(difference: Difference | null): string {
  if (difference === null) return ' somewhere; a token cannot say at which step, a trace file can';
  return ` at step ${difference.step}: expected ${difference.expected}, got ${difference.got}`;
}

/** A token knows no more of its steps than a hash of their names. */
function hasOtherSteps({ steps }: Recorded, replayed: Replayed): boolean {
  if (steps === undefined || replayed.changes.length > 0 || replayed.run.problem !== null) return false;
  return !hashOfSteps(recordedSchedule(replayed)).equals(steps);
}

/** The first step at which the run did not do, or get, what was recorded. */
function differenceOf({ schedule }: Recorded, replayed: Replayed): Difference | null {
  // Where steps have moved, each is told of by itself.
  if (replayed.changes.length > 0 || replayed.run.problem !== null) return null;
  const [before, after] = [stepsOf(schedule), stepsOf(recordedSchedule(replayed))];
  for (const [i, expected] of before.entries()) {
    const got = after[i];
    if (got === undefined) return { step: i + 1, expected: nameOf(expected), got: 'nothing: the run was over' };
    const difference = stepDifference(expected, got);
    if (difference !== null) return { step: i + 1, ...difference };
  }
  return null;
}

function stepDifference(before: RecordedStep, after: RecordedStep): Omit<Difference, 'step'> | null {
  if (before.label !== after.label) return { expected: nameOf(before), got: nameOf(after) };
  if (before.text !== after.text) return { expected: before.text, got: after.text };
  if (before.digests.reply !== after.digests.reply) {
    const isTold = before.reply !== after.reply;
    return {
      expected: `${nameOf(before)} → ${before.reply}`,
      got: isTold ? after.reply : `${after.reply}, which differs in a part that is not shown`,
    };
  }
  if (before.digests.state === after.digests.state) return null;
  return { expected: `${nameOf(before)} to leave the stores as recorded`, got: 'another state' };
}

function stepsOf(schedule: readonly RecordedChoice[]): RecordedStep[] {
  return schedule.flatMap(({ step }) => (step === undefined ? [] : [step]));
}
