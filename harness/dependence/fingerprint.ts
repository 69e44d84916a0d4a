/**
 * A run's happens-before order as a text: equal for equivalent runs, different for others. It lists each lane's steps with
 * what each of them had seen of the other lanes.
 */
import type { Run } from '../scheduler/run.ts';
import type { Actor } from '../scheduler/actor.ts';
import type { HappensBefore } from './happens-before.ts';
import { happensBefore } from './happens-before.ts';

export interface FingerprintOptions {
  /** Actors of one group with the same operations are interchangeable: runs that differ in their names alone are equal. */
  readonly isSymmetric?: boolean;
}

export function fingerprintOf(run: Run, options: FingerprintOptions = {}): string {
  return fingerprintOfOrder(run, happensBefore(run), options);
}

export function fingerprintOfOrder(
  run: Run,
  order: HappensBefore,
  { isSymmetric = false }: FingerprintOptions,
): string {
  const lanes = lanesOf(order);
  if (!isSymmetric) return textOf(order, lanes, new Map());
  // The smallest text over all renamings of interchangeable actors.
  let smallest: string | null = null;
  for (const renaming of renamings(run.actors)) {
    const text = textOf(order, lanes, renaming);
    if (smallest === null || text < smallest) smallest = text;
  }
  return smallest!;
}

/** Of the first `count` steps, with lanes renamed. */
export function fingerprintOfPrefix(
  { steps }: HappensBefore,
  count: number,
  renaming: ReadonlyMap<number, number>,
): string {
  const prefix = { steps: steps.slice(0, count) };
  return textOf(prefix, lanesOf(prefix), renaming);
}

type Ordered = Pick<HappensBefore, 'steps'>;

function lanesOf({ steps }: Ordered): readonly number[] {
  return [...new Set(steps.map(({ step }) => step.actor.index))].sort((one, other) => one - other);
}

function textOf({ steps }: Ordered, lanes: readonly number[], renaming: ReadonlyMap<number, number>): string {
  const rename = (index: number): number => renaming.get(index) ?? index;
  const texts = lanes.map((lane) => {
    const own = steps.filter(({ step }) => step.actor.index === lane);
    const words = own.map(({ step, clock }) => {
      const seen = lanes
        .filter((other) => other !== lane && (clock[other] ?? 0) > 0)
        .map((other) => `${rename(other)}:${clock[other]}`)
        .sort();
      return `${step.store}.${step.command}${step.fault ?? ''}${step.queues[0] ?? ''}(${seen.join(' ')})`;
    });
    return `${rename(lane)}=${words.join(' ')}`;
  });
  return texts.sort().join('\n');
}

function* renamings(actors: readonly Actor[]): Generator<ReadonlyMap<number, number>> {
  const groups = new Map<string, number[]>();
  for (const actor of actors) {
    const key = symmetryKeyOf(actor);
    groups.set(key, [...(groups.get(key) ?? []), actor.index]);
  }
  yield* product(
    [...groups.values()].filter((group) => group.length > 1),
    new Map(),
  );
}

function* product(
  groups: readonly number[][],
  renaming: ReadonlyMap<number, number>,
): Generator<ReadonlyMap<number, number>> {
  const [group, ...rest] = groups;
  if (group === undefined) return yield renaming;
  for (const order of permutations(group)) {
    yield* product(rest, new Map([...renaming, ...group.map((index, i) => [index, order[i]!] as const)]));
  }
}

function* permutations(items: readonly number[]): Generator<number[]> {
  if (items.length <= 1) return yield [...items];
  for (const [i, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(i, 1))) yield [item, ...rest];
  }
}

/** Equal for actors that do the same and that nothing in the scenario tells apart. */
export function symmetryKeyOf({ group, operations, after, startMs }: Actor): string {
  return JSON.stringify([group, operations, after, startMs]);
}
