/** What tests of the reduction hold it against: all interleavings, sorted into classes. */
import { expect } from 'vitest';
import { factsOf } from '../../checkers/facts.ts';
import { checkers } from '../../checkers/registry.ts';
import { fingerprintOf } from '../../dependence/fingerprint.ts';
import { ANOMALIES } from '../../scenario.ts';
import type { Run } from '../../scheduler/run.ts';
import type { ScenarioParts } from '../../testing.ts';
import { planOf, runsOf, scenarioOf } from '../../testing.ts';
import { Dpor } from './dpor.ts';

export type Subject = Parameters<typeof planOf>[0];

interface Options {
  readonly isSymmetric?: boolean;
  readonly cutAfter?: number;
}

/** So small that searches are cut again and again. */
export const SMALL = 5;

/** One interleaving of each class, from all of them. */
async function classesOf(
  subject: Subject,
  parts: ScenarioParts,
  { isSymmetric = false }: Options = {},
): Promise<Map<string, Run>> {
  const classes = new Map<string, Run>();
  for (const run of await runsOf(planOf(subject, scenarioOf(parts))))
    classes.set(fingerprintOf(run, { isSymmetric }), run);
  return classes;
}

export async function reduced(
  subject: Subject,
  parts: ScenarioParts,
  { isSymmetric = false, ...options }: Options = {},
): Promise<Run[]> {
  const policy = new Dpor({ usesSymmetry: isSymmetric, ...options });
  const runs = await runsOf(planOf(subject, scenarioOf(parts)), policy);
  return runs.filter((run) => !run.isAbandoned);
}

function anomaliesOf(runs: Iterable<Run>): string[] {
  const facts = [...runs].map((run) => factsOf(run));
  return ANOMALIES.filter((anomaly) => facts.some((one) => checkers[anomaly].check(one).kind === 'violation'));
}

/** What each actor asked for and was answered, in its own order: this knows nothing of footprints. */
function experiencesOf(runs: readonly Run[]): Set<string> {
  return new Set(
    runs.map(({ steps, observedFrom }) => {
      const lanes: Record<string, unknown[]> = {};
      for (const { actor, label, request, reply, waitedFor } of steps.slice(0, observedFrom))
        (lanes[actor.name] ??= []).push([label, request, reply, waitedFor]);
      const names = Object.keys(lanes).sort();
      return JSON.stringify(names.map((name) => [name, lanes[name]]));
    }),
  );
}

export async function expectSameExperiences(
  subject: Subject,
  parts: ScenarioParts,
  runs: readonly Run[],
): Promise<void> {
  const all = await runsOf(planOf(subject, scenarioOf(parts)));
  expect(experiencesOf(runs)).toEqual(experiencesOf(all));
}

/** As many executions as there are classes, one of each, with the same anomalies; in one piece, and cut into parts. */
export async function expectOneOfEach(subject: Subject, parts: ScenarioParts, options: Options = {}): Promise<void> {
  const classes = await classesOf(subject, parts, options);
  const { isSymmetric = false } = options;
  for (const how of [options, { ...options, cutAfter: SMALL }]) {
    const runs = await reduced(subject, parts, how);
    const fingerprints = runs.map((run) => fingerprintOf(run, { isSymmetric }));
    expect(fingerprints.toSorted()).toEqual([...classes.keys()].toSorted());
    expect(anomaliesOf(runs)).toEqual(anomaliesOf(classes.values()));
  }
}

/** At least one execution of each class, with the same anomalies. */
export async function expectEach(subject: Subject, parts: ScenarioParts): Promise<void> {
  const classes = await classesOf(subject, parts);
  for (const how of [{}, { cutAfter: SMALL }]) {
    const runs = await reduced(subject, parts, how);
    expect(new Set(runs.map((run) => fingerprintOf(run)))).toEqual(new Set(classes.keys()));
    expect(anomaliesOf(runs)).toEqual(anomaliesOf(classes.values()));
  }
}
