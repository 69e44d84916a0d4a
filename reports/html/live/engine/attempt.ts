/** Executes one schedule in the page, and tells what could have been chosen at each point of it. */
import { checkers } from '../../../../harness/checkers/registry.ts';
import { factsOf } from '../../../../harness/checkers/facts.ts';
import { embeddedEngine } from '../../../../harness/engines/embedded/engine.ts';
import { because } from '../../../../harness/explanation/because.ts';
import { type RecordedRun, recordAsFar, traceOf } from '../../../../harness/explanation/trace.ts';
import { explainFailure } from '../../../../harness/exploration/execution/execute.ts';
import { Lenient } from '../../../../harness/exploration/replay/lenient.ts';
import { recordedSchedule } from '../../../../harness/exploration/replay/recorded-schedule.ts';
import { scheduleOf } from '../../../../harness/exploration/replay/schedule.ts';
import { traceFileOf } from '../../../../harness/exploration/replay/trace-file.ts';
import { ANOMALIES, type Anomaly } from '../../../../harness/scenario.ts';
import { Onlooker } from './choice-points.ts';
import type { Tried, Turn, Use } from './protocol.ts';
import type { Subject } from './subject.ts';

/** Follows the schedule as far as it goes; what it does not say happens in the order of the lanes. */
export async function attempt(subject: Subject, use: Use, schedule: readonly Turn[]): Promise<Tried> {
  const plan = subject.planOf(use);
  const picker = new Onlooker(new Lenient(schedule));
  const { failure, ...recorded } = await recordAsFar(plan, embeddedEngine, picker);
  const { run } = recorded;
  if (failure !== null) explainFailure(run, failure.error);
  const taken = recordedSchedule(recorded);
  const judged = judge(recorded, subject.recording.anomaly);
  return {
    use,
    ...judged,
    problem: run.problem?.message ?? (run.isDiscarded ? UNDONE : null),
    schedule: taken,
    points: picker.points,
    actors: scheduleOf(run),
    file: fileOf(subject, use, recorded, judged),
  };
}

/** A fault of the scenario that must happen has not: the run is none of its. */
const UNDONE =
  'This order leaves no moment for a fault that the scenario demands, so it says nothing. Try another one.';

type Judged = Pick<Tried, 'trace' | 'shows' | 'because'>;

function judge(recorded: RecordedRun, wanted: Anomaly | null): Judged {
  const { run } = recorded;
  const facts = factsOf(run);
  // A run that was cut off shows nothing.
  const isJudged = run.problem === null && !run.isDiscarded;
  const results = isJudged ? ANOMALIES.map((name) => [name, checkers[name].check(facts)] as const) : [];
  const violations = results.flatMap(([name, result]) =>
    result.kind === 'violation' ? [[name, result.violation] as const] : [],
  );
  const [, violation = null] = violations.find(([name]) => name === wanted) ?? violations[0] ?? [];
  return {
    trace: traceOf(recorded, facts, violation),
    shows: violations.map(([name]) => name),
    because: violation === null ? null : because(run.steps, violation),
  };
}

function fileOf(
  { recording, scenario, useOf }: Subject,
  use: Use,
  recorded: RecordedRun,
  { shows, because: argument }: Judged,
): Tried['file'] {
  const { anomaly, reduction, stalemate } = recording;
  const own = useOf(use);
  return traceFileOf({
    recorded,
    scenario: { ...scenario, strategies: [own] },
    ...(reduction !== undefined && { reduction }),
    use: own,
    strategy: { ...own, module: null },
    engine: { kind: 'embedded', redis: null, mysql: null },
    anomaly: anomaly !== null && shows.includes(anomaly) ? anomaly : (shows[0] ?? null),
    because: argument,
    stalemate,
  });
}
