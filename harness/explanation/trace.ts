/** One run as data for a diagram: executes a schedule once more and looks into the stores after each step. */
import type { Violation } from '../checkers/checker.ts';
import type { Facts } from '../checkers/facts.ts';
import { factsOf } from '../checkers/facts.ts';
import { herdIn } from '../checkers/loads.ts';
import { checkers } from '../checkers/registry.ts';
import type { Engine, EngineRun, StoreState } from '../engines/engine.ts';
import type { SchedulePicker } from '../exploration/policies/policy.ts';
import type { LoggedChoice } from '../exploration/replay/choice-log.ts';
import { ChoiceLog } from '../exploration/replay/choice-log.ts';
import type { StateView, Trace, TraceOperation, TraceStep } from '../result.ts';
import type { Anomaly } from '../scenario.ts';
import { driveInTurns } from '../scheduler/drive.ts';
import { inMacrotask } from '../exploration/execution/macrotask.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import { setupOf } from '../scheduler/plan.ts';
import { Run } from '../scheduler/run.ts';
import type { Operation, Step } from '../scheduler/step.ts';
import { because } from './because.ts';
import { lockInWords } from './lock-words.ts';
import { copyOf, provenanceOf } from './provenance.ts';
import { staleWindows } from './stale-windows.ts';
import { replyText, sentenceOf, textOf } from './words.ts';

export interface RecordedRun {
  readonly run: Run;
  readonly initial: StateView;
  /** After each step. */
  readonly states: readonly StateView[];
  /** At each choice point of the explored part. */
  readonly choices: readonly LoggedChoice[];
}

/** Executes one schedule and keeps what the stores held after each step. */
export async function record(plan: RunPlan, engine: Engine, picker: SchedulePicker): Promise<RecordedRun> {
  const { failure, ...recorded } = await recordAsFar(plan, engine, picker);
  if (failure !== null) throw failure.error;
  return recorded;
}

/** As `record`; what ends the run early is handed over beside what was executed until then. */
export async function recordAsFar(
  plan: RunPlan,
  engine: Engine,
  picker: SchedulePicker,
): Promise<RecordedRun & { readonly failure: { readonly error: unknown } | null }> {
  const time = { now: 0 };
  const engineRun: EngineRun = await engine.begin(setupOf(plan, time));
  const run = new Run(plan, engineRun, time, true);
  const log = new ChoiceLog(picker);
  log.attach(run);
  const look = async (): Promise<StateView> => view(run, await engineRun.inspect());
  let initial = await look();
  const states: StateView[] = [];
  let failure: { readonly error: unknown } | null = null;
  try {
    const onStep = async (step: Step): Promise<void> => {
      // Warm-up steps are forgotten when the explored part begins: what they left is the initial state.
      if (run.phase === 'warm') initial = await look();
      else states[step.index] = await look();
    };
    await driveInTurns(run, log, { onStep });
    if (run.problem === null) log.finish(run);
  } catch (error) {
    failure = { error };
  } finally {
    if (run.world !== null) await inMacrotask(() => run.world!.end());
    await engineRun.end();
  }
  // The step at which it ended changed nothing that anyone has seen.
  while (states.length < run.steps.length) states.push(states.at(-1) ?? initial);
  return { run, initial, states, choices: log.choices, failure };
}

function view(run: Run, { redis, mysql, replicas, servers }: StoreState): StateView {
  const local = run.memories
    .map((memory, i): [string, Record<string, string>] => [
      `node${i + 1}`,
      Object.fromEntries([...memory.entries].map(([key, { value }]) => [key, value])),
    ])
    .filter(([, entries]) => Object.keys(entries).length > 0);
  const names = run.plan.redisServers?.names ?? [];
  const stores = {
    redis: { ...redis },
    ...(servers !== undefined && { servers: Object.fromEntries(names.map((name, i) => [name, { ...servers[i] }])) }),
    mysql: rowsView(run, mysql),
    local: Object.fromEntries(local),
  };
  if (replicas === undefined) return stores;
  const lanes = run.replicas!.lanes.map(({ name }, i) => [name, rowsView(run, replicas[i]!)] as const);
  return { ...stores, replicas: Object.fromEntries(lanes) };
}

function rowsView({ plan }: Run, rows: StoreState['mysql']): StateView['mysql'] {
  return Object.fromEntries(
    Object.values(rows).map(({ id, value, version }) => [plan.keyOf.get(id) ?? `item:${id}`, { value, version }]),
  );
}

/** What is told of an anomaly: the diagram and the argument. Null when the run does not show it. */
export function explain(recorded: RecordedRun, anomaly: Anomaly): { trace: Trace; because: string } | null {
  const facts = factsOf(recorded.run);
  const result = checkers[anomaly].check(facts);
  if (result.kind !== 'violation') return null;
  return { trace: traceOf(recorded, facts, result.violation), because: because(recorded.run.steps, result.violation) };
}

/** The diagram of a run; `violation` marks the steps that prove it. */
export function traceOf({ run, initial, states }: RecordedRun, facts: Facts, violation: Violation | null): Trace {
  const witness = violation === null ? new Set<Step>() : witnessOf(run.steps, violation);
  const positions = new Map(run.operations.map((operation, i) => [operation, i]));
  const steps = run.steps.map((step, i): TraceStep => traceStep(run, step, states[i]!, positions, witness));
  const versions = Object.fromEntries([...facts.versions].map(([key, list]) => [key, list.map(({ value }) => value)]));
  return {
    actors: lanes(run),
    nodes: run.plan.scenario.nodes,
    steps,
    operations: run.operations.map((operation) => traceOperation(operation, violation)),
    initial,
    staleWindows: staleWindows(initial, steps, versions, committedAfter(run.steps, facts.versions)),
    versions,
  };
}

function lanes({ actors, steps }: Run): string[] {
  const names = new Set([...actors.map(({ name }) => name), ...steps.map(({ actor }) => actor.name)]);
  return [...names];
}

function traceStep(
  run: Run,
  step: Step,
  state: StateView,
  positions: ReadonlyMap<Operation, number>,
  witness: ReadonlySet<Step>,
): TraceStep {
  const holder = step.waitedFor === null ? undefined : run.actors.find(({ index }) => index === step.waitedFor);
  const lock = step.waitedFor === null ? undefined : lockInWords(step, run.plan);
  return {
    number: step.index + 1,
    actor: step.actor.name,
    label: step.label,
    store: storeOf(step),
    text: textOf(step),
    reply: replyText(step),
    sentence: sentenceOf(step, lock === undefined ? null : { lock, holder: holder?.name ?? 'another session' }),
    at: step.at,
    operation: step.operation === null ? null : (positions.get(step.operation) ?? null),
    blockedBy: holder?.name ?? null,
    ...(lock !== undefined && { lock }),
    grantedAt: step.grantedAt < 0 ? null : step.grantedAt + 1,
    fault: step.fault,
    witness: witness.has(step),
    state,
  };
}

/** What happens by itself has no store of its own. */
function storeOf({ store, fault, intervention }: Step): TraceStep['store'] {
  if (store === 'nodes') return fault === null ? 'actor' : 'fault';
  return fault !== null && intervention !== null && fault !== 'drop' ? 'fault' : store;
}

function traceOperation(operation: Operation, violation: Violation | null): TraceOperation {
  const { actor, kind, key, value, result, invokedAt, respondedAt, error } = operation;
  return {
    actor: actor.name,
    kind,
    key,
    value: kind === 'read' ? result : value,
    from: invokedAt + 1,
    to: respondedAt < 0 ? null : respondedAt + 1,
    error: error === undefined ? null : error instanceof Error ? error.message : String(error),
    stale: violation?.read.operation === operation,
  };
}

/** The steps that the argument names. */
export function witnessOf(steps: readonly Step[], violation: Violation): Set<Step> {
  const { read, expected, obligation, earlier } = violation;
  if (obligation === 'kept') {
    const writes = [expected?.step?.operation, earlier];
    return new Set(steps.filter((step) => step.operation !== null && writes.includes(step.operation)));
  }
  if (violation.obligation === 'loaded-once') return new Set(herdIn(steps, violation));
  const { answered, stored, source } = provenanceOf(steps, read.operation);
  const original = obligation === 'outlived' ? copyOf(steps, read.operation)!.source : null;
  const commit = expected !== null && expected.committedAt >= 0 ? steps[expected.committedAt] : undefined;
  return new Set([answered, stored, source, original, commit].filter((step) => step !== null && step !== undefined));
}

/** For each step, the newest committed version of each key after it. */
function committedAfter(steps: readonly Step[], versions: Facts['versions']): Record<string, number>[] {
  return steps.map((_, i) => {
    const newest = [...versions].map(([key, list]): [string, number] => [
      key,
      list.reduce((order, version) => (version.committedAt <= i ? version.order : order), 0),
    ]);
    return Object.fromEntries(newest);
  });
}
