/** What checks look at: a scenario file in which any part may be missing because its form is not right. */
import { FAULT_KINDS } from '../../harness/scenario.ts';
import type { Path } from '../problem.ts';
import type { Salvaged } from '../salvage.ts';
import type { ScenarioFile } from '../schema.ts';
import { STEP_KINDS } from '../schema-actors.ts';

/** Lanes that the machine itself fills. Several of a kind are numbered, so `flush2` is as taken as `flush`. */
/** Lanes of the pipeline: only they take steps that a file may name. */
const PIPELINE_ACTORS: readonly string[] = ['canal', 'consumer'];
const SYSTEM_ACTORS: readonly string[] = [
  ...PIPELINE_ACTORS,
  'publisher',
  'subscriber',
  'replica',
  'members',
  'background',
  'observer',
  'warmup',
  'clock',
  ...FAULT_KINDS,
];

export function isSystemActor(name: string): boolean {
  return SYSTEM_ACTORS.includes(name.replace(/\d+$/, ''));
}

/** `consumer`, `consumer2`, `canal`. */
export function isPipelineActor(name: string): boolean {
  return PIPELINE_ACTORS.includes(name.replace(/\d+$/, ''));
}

export type Draft = Salvaged<ScenarioFile>;
type DraftActor = NonNullable<NonNullable<Draft['actors']>[string]>;
type DraftStep = NonNullable<NonNullable<DraftActor['steps']>[number]>;

export interface PlacedStep {
  readonly actor: string;
  readonly step: DraftStep;
  readonly at: Path;
}

export function everyStep(draft: Draft): PlacedStep[] {
  return Object.entries(draft.actors ?? {}).flatMap(([name, actor]) =>
    (actor?.steps ?? []).flatMap((step, index) =>
      step ? [{ actor: name, step, at: ['actors', name, 'steps', index] }] : [],
    ),
  );
}

/** Every place of the file that names a cache key, in file order as far as checks need it. */
export function everyKey(draft: Draft): { readonly key: string; readonly at: Path; readonly on?: 'key' }[] {
  const inSteps = everyStep(draft).flatMap(({ step, at }) =>
    STEP_KINDS.flatMap((kind) => {
      const key = kind === 'sleep' ? undefined : step[kind];
      return key === undefined ? [] : [{ key, at: [...at, kind] }];
    }),
  );
  return [
    ...Object.keys(draft.rows ?? {}).map((key) => ({ key, at: ['rows', key], on: 'key' as const })),
    ...(draft.warm ?? []).flatMap((key, index) => (key === undefined ? [] : [{ key, at: ['warm', index] }])),
    ...inSteps,
    ...(draft.faults ?? []).flatMap((fault, index) =>
      fault?.key === undefined ? [] : [{ key: fault.key, at: ['faults', index, 'key'] }],
    ),
  ];
}

/** The instances of an actor: `reader1`, `reader2`; a single one has the name of the actor. */
export function instanceNames(name: string, count: number | undefined): string[] {
  if (count === undefined || count === 1) return [name];
  return Array.from({ length: count }, (_, index) => `${name}${index + 1}`);
}

/** The number of instances is written down but is not a number, so that nobody knows the names. */
export function hasUnknownCount(actor: DraftActor | undefined): boolean {
  return actor === undefined || ('count' in actor && actor.count === undefined);
}

/** Groups by name and, for each instance, the group that it belongs to. */
export function actorNames(draft: Draft): {
  readonly groups: readonly string[];
  readonly groupOf: ReadonlyMap<string, string>;
} {
  const groupOf = new Map<string, string>();
  for (const [name, actor] of Object.entries(draft.actors ?? {})) {
    for (const instance of instanceNames(name, actor?.count)) groupOf.set(instance, name);
  }
  return { groups: Object.keys(draft.actors ?? {}), groupOf };
}

/** `reader2`, where the count of `reader` is not known. */
export function isMaybeInstance(draft: Draft, name: string): boolean {
  const { actors } = draft;
  const group = name.replace(/\d+$/, '');
  return actors === undefined || (group !== name && Object.hasOwn(actors, group) && hasUnknownCount(actors[group]));
}
