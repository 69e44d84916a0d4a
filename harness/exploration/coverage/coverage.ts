/** Coverage for people: which hand-offs were seen, which never, and how their number grew. */
import type { CoverageResult, HandOffResult } from '../../result.ts';
import type { ActorPlan } from '../../scenario.ts';
import type { HandOffData } from './hand-offs.ts';
import type { Visitor, Window } from './places.ts';
import { handOffName } from './hand-offs.ts';

/** @param executed how many schedules the coverage is that of */
export function coverageOf(data: HandOffData, actors: readonly ActorPlan[], executed: number): CoverageResult {
  const handOffs = universeOf(data, actors);
  const firsts = handOffs.flatMap(({ firstAt }) => (firstAt === null ? [] : [firstAt]));
  return {
    seen: firsts.length,
    total: handOffs.length,
    handOffs,
    curve: curveOf(firsts, executed),
  };
}

/** In an order that does not depend on which was met first. */
function universeOf({ visitors, windows, seen }: HandOffData, actors: readonly ActorPlan[]): HandOffResult[] {
  const isApart = separation(actors);
  const handOffs: HandOffResult[] = [];
  for (const [windowName, window] of sorted(windows)) {
    for (const [visitorName, visitor] of sorted(visitors)) {
      if (visitor.key !== window.key || (visitor.group === window.group && !visitor.hasPeers)) continue;
      const sight = seen.get(handOffName(visitorName, windowName));
      if (sight === undefined && isApart(visitor.group, window.group)) continue;
      handOffs.push(handOff(visitor, window, sight === undefined ? null : sight.number + 1));
    }
  }
  return handOffs;
}

function handOff({ key, group, site, hasPeers }: Visitor, window: Window, firstAt: number | null): HandOffResult {
  const by = `${group === window.group && hasPeers ? 'another ' : ''}${group}'s ${site}`;
  return { key, by, between: `${window.group}'s ${window.from}`, and: window.to, firstAt };
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Whether all actors of one group wait for the end of all of another, at once or by way of others. */
function separation(actors: readonly ActorPlan[]): (one: string, other: string) => boolean {
  const plans = new Map(actors.map((actor) => [actor.name, actor]));
  const waitsFor = (actor: ActorPlan, group: string): boolean =>
    actor.after.some((name) => {
      const predecessor = plans.get(name)!;
      return predecessor.group === group || waitsFor(predecessor, group);
    });
  const follows = (one: string, other: string): boolean => {
    const members = actors.filter(({ group }) => group === one);
    return members.length > 0 && members.every((actor) => waitsFor(actor, other));
  };
  return (one, other) => follows(one, other) || follows(other, one);
}

/** How many hand-offs had been seen after 1, 2, 5, 10, 20, 50 … schedules, and at the end. */
function curveOf(firsts: readonly number[], executed: number): (readonly [number, number])[] {
  const points: number[] = [];
  for (let decade = 1; decade < executed; decade *= 10) points.push(decade, 2 * decade, 5 * decade);
  return [...points.filter((point) => point < executed), executed].map((point) => [
    point,
    firsts.filter((first) => first <= point).length,
  ]);
}
