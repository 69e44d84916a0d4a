/**
 * Identical actors, such as three readers of one key: as long as two of them have done the same so far, what follows when
 * the one goes on is what follows when the other does, with their names exchanged. It is explored once.
 */
import { fingerprintOfPrefix, symmetryKeyOf } from '../../dependence/fingerprint.ts';
import type { Footprint } from '../../dependence/access.ts';
import type { HappensBefore } from '../../dependence/happens-before.ts';
import type { Actor } from '../../scheduler/actor.ts';
import type { Run } from '../../scheduler/run.ts';
import type { Node } from './node.ts';

export class Symmetry {
  /** By lane: the lanes of identical actors. */
  readonly #twins = new Map<number, readonly number[]>();

  readonly #names: readonly string[];

  constructor({ actors, plan }: Run) {
    this.#names = actors.map(({ name }) => name);
    const named = new Set(plan.scenario.faults.map(({ actor }) => actor));
    for (const { after } of actors) for (const name of after) named.add(name);
    const isNamed = ({ name, group }: Actor): boolean => named.has(name) && name !== group;
    for (const actor of actors) {
      const twins = actors.filter((other) => other !== actor && symmetryKeyOf(other) === symmetryKeyOf(actor));
      if (![actor, ...twins].some(isNamed))
        this.#twins.set(
          actor.index,
          twins.map(({ index }) => index),
        );
    }
  }

  /** What sleeps at a node has been explored: so has the same choice of each actor that can be exchanged with its actor here. */
  spread({ candidates, depth, sleeping }: Pick<Node, 'candidates' | 'depth' | 'sleeping'>, order: HappensBefore): void {
    for (const [key, { lane, footprint, isContested, isElsewhere = false }] of sleeping) {
      const prefix = `${lane}.`;
      if (!key.startsWith(prefix)) continue;
      for (const twin of this.#twins.get(lane) ?? []) {
        const twinKey = `${twin}.${key.slice(prefix.length)}`;
        if (sleeping.has(twinKey) || !candidates.some((candidate) => candidate.key === twinKey)) continue;
        if (!isExchangeable(order, depth, lane, twin)) continue;
        const names = this.#names;
        sleeping.set(twinKey, {
          key: twinKey,
          lane: twin,
          isContested,
          isElsewhere,
          footprint: renamed(footprint, names[lane]!, names[twin]!),
        });
      }
    }
  }
}

/** The steps so far are the same with the two exchanged. */
function isExchangeable(order: HappensBefore, depth: number, one: number, other: number): boolean {
  const exchanged = new Map([
    [one, other],
    [other, one],
  ]);
  return fingerprintOfPrefix(order, depth, new Map()) === fingerprintOfPrefix(order, depth, exchanged);
}

function renamed(footprint: Footprint, one: string, other: string): Footprint {
  return footprint.map((access) =>
    access.space === 'actor' && access.item === one ? { ...access, item: other } : access,
  );
}
