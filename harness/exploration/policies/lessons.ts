/**
 * What earlier runs of the same plan say about the next one: how long it may be, how many steps each actor has left, and
 * what an operation begins with. Actors of one group do the same, so what one of them shows holds for all.
 */
import type { Access, Footprint } from '../../dependence/access.ts';
import { Footprints } from '../../dependence/footprints.ts';
import type { Actor } from '../../scheduler/actor.ts';
import type { Choice } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';

/** Plain data: it goes with a share to other threads. Maxima and unions, so that the order of learning does not matter. */
export interface Lessons {
  /** The most choices that a run had; 0 before the first run. */
  lengthMax: number;
  /** By group, by how many steps the actor has taken, and by what it does next: the most steps that were left. */
  readonly stepsLeft: Map<string, Map<string, number>[]>;
  /** By group, by the number of the operation: all that its first step has touched. */
  readonly openings: Map<string, Footprint[]>;
}

export function noLessons(): Lessons {
  return { lengthMax: 0, stepsLeft: new Map(), openings: new Map() };
}

/** Stands for the first step of an operation: which one that is shows only when it is taken. */
const START = 'start';

export function learnFrom(run: Run, lessons: Lessons): void {
  lessons.lengthMax = Math.max(lessons.lengthMax, run.indices.length);
  const footprints = footprintsOf(run);
  const taken = new Map<Actor, number>();
  const begun = new Map<Actor, number>();
  footprints.forEach((footprint, index) => {
    const { actor, operation, command } = run.steps[index]!;
    const before = countUp(taken, actor);
    raise(lessons, actor, before, command);
    if (operation?.invokedAt !== index) return;
    raise(lessons, actor, before, START);
    widen(lessons, actor, countUp(begun, actor), footprint);
  });
}

/**
 * How many steps the actor of this choice may still take, this one among them; 1 or more.
 * The most that were seen, not the mean: of all interleavings, those in which the actors do much are by far the most.
 */
export function stepsLeft(choice: Choice, lessons: Lessons): number {
  const { actor, kind } = choice;
  if (kind === 'fault') return choice.fault.plan.atMost - choice.fault.count;
  const known = lessons.stepsLeft.get(actor.group)?.[actor.taken];
  return known?.get(kind === 'step' ? choice.command : kind) ?? guess(actor);
}

/** What the first step of an actor's next operation may touch; null when nobody has seen it yet. */
export function openingOf({ group, next }: Actor, { openings }: Lessons): Footprint | null {
  return openings.get(group)?.[next] ?? null;
}

/** Of an operation nobody has seen: read, decide, write. */
const OPERATION_STEPS = 3;

function guess({ operations, next, current, taken }: Actor): number {
  const ofCurrent = current === null ? 0 : Math.max(1, OPERATION_STEPS - taken);
  return Math.max(1, ofCurrent + (operations.length - next) * OPERATION_STEPS);
}

/** Returns the count as it was. */
function countUp(counts: Map<Actor, number>, actor: Actor): number {
  const before = counts.get(actor) ?? 0;
  counts.set(actor, before + 1);
  return before;
}

function raise({ stepsLeft: known }: Lessons, actor: Actor, before: number, next: string): void {
  const byTaken = listOf(known, actor.group);
  const byNext = (byTaken[before] ??= new Map<string, number>());
  byNext.set(next, Math.max(byNext.get(next) ?? 0, actor.taken - before));
}

function widen({ openings }: Lessons, { group }: Actor, operation: number, footprint: Footprint): void {
  const byOperation = listOf(openings, group);
  const known = (byOperation[operation] ??= []);
  const isKnown = ({ space, item, part, mode }: Access): boolean =>
    known.some((one) => one.space === space && one.item === item && one.part === part && one.mode === mode);
  byOperation[operation] = [...known, ...footprint.filter((access) => !isKnown(access))];
}

function listOf<Item>(lists: Map<string, Item[]>, name: string): Item[] {
  let list = lists.get(name);
  if (list === undefined) lists.set(name, (list = []));
  return list;
}

/** Of each step of a finished run's main phase, by index. */
function footprintsOf(run: Run): readonly Footprint[] {
  const footprints = new Footprints(run);
  const end = run.observedFrom < 0 ? run.steps.length : run.observedFrom;
  return run.steps.slice(0, end).map((step) => footprints.next(step));
}
