/** Has other actors do what is left: one actor in place of two, and the first of its kind in place of a later one. */
import type { ActorPlan, OperationPlan, Scenario } from '../../scenario.ts';
import type { Move } from './candidate.ts';
import type { Kept } from './drop.ts';
import { tryReduction } from './drop.ts';
import type { Laboratory } from './laboratory.ts';
import type { OperationPart, Part } from './parts.ts';
import { keepOnly } from './parts.ts';

export async function exchangeActors(laboratory: Laboratory, known: Kept): Promise<Kept> {
  const { scenario } = laboratory.plan;
  let kept = known;
  for (const assignmentsOf of [merging, advancing, swapping, settling]) {
    for (const actor of scenario.actors.toReversed()) {
      if (!isBusy(kept.parts, actor)) continue;
      for (const assignment of assignmentsOf(scenario, kept.parts, actor)) {
        const next = await reassign(laboratory, kept, assignment);
        if (next === null) continue;
        kept = next;
        break;
      }
    }
  }
  return kept;
}

/** Who does what whose part is. */
type Assignment = ReadonlyMap<ActorPlan, ActorPlan>;

/** Another that has something to do already does both. */
function merging({ actors }: Scenario, parts: readonly Part[], actor: ActorPlan): Assignment[] {
  const others = actors.filter((other) => other !== actor && isBusy(parts, other));
  return others.map(
    (other) =>
      new Map([
        [actor, other],
        [other, other],
      ]),
  );
}

/** One that stands before it, and has nothing to do, takes its place. */
function advancing({ actors }: Scenario, parts: readonly Part[], actor: ActorPlan): Assignment[] {
  const idle = actors.slice(0, actors.indexOf(actor)).filter((other) => !isBusy(parts, other));
  return idle.map((other) => new Map([[actor, other]]));
}

/** Of two, the one that stands first has less to do. */
function swapping({ actors }: Scenario, parts: readonly Part[], actor: ActorPlan): Assignment[] {
  const workOf = ({ name, operations }: ActorPlan): string =>
    operations.flatMap(({ kind }, i) => (isKept(parts, name, i) ? [kind] : [])).join();
  const before = actors.slice(0, actors.indexOf(actor)).filter((other) => isBusy(parts, other));
  return before
    .filter((other) => workOf(actor) < workOf(other))
    .map(
      (other) =>
        new Map([
          [actor, other],
          [other, actor],
        ]),
    );
}

/** Of equal operations of its own, it does the first ones. */
function settling(_: Scenario, parts: readonly Part[], actor: ActorPlan): Assignment[] {
  const isWhole = actor.operations.every((__, i) => isKept(parts, actor.name, i));
  return isWhole ? [] : [new Map([[actor, actor]])];
}

function isBusy(parts: readonly Part[], { name, operations }: ActorPlan): boolean {
  return operations.some((_, i) => isKept(parts, name, i));
}

function isKept(parts: readonly Part[], actor: string, position: number): boolean {
  return parts.some((part) => part.kind === 'operation' && part.actor === actor && part.position === position);
}

async function reassign(laboratory: Laboratory, kept: Kept, assignment: Assignment): Promise<Kept | null> {
  const { scenario } = laboratory.plan;
  const done = kept.specimen.candidate.invoked(kept.specimen.options);
  const moves: Move[] = [];
  for (const target of new Set(assignment.values())) {
    const coming = done.filter((part) =>
      [...assignment].some(([from, to]) => to === target && from.name === part.actor),
    );
    const positions = fit(
      coming.map((part) => planOf(scenario, part)),
      target.operations,
    );
    if (positions === null) return null;
    coming.forEach((from, i) => moves.push({ from, to: { ...from, actor: target.name, position: positions[i]! } }));
  }
  const isStaying = (part: Part): boolean =>
    part.kind === 'fault' || ![...assignment.keys()].some(({ name }) => name === part.actor);
  const parts = [...kept.parts.filter(isStaying), ...moves.map(({ to }) => to)];
  const specimen = await tryReduction(laboratory, kept.specimen, keepOnly(scenario, parts), moves);
  return specimen === null ? null : { specimen, parts };
}

function planOf({ actors }: Scenario, { actor, position }: OperationPart): OperationPlan {
  return actors.find(({ name }) => name === actor)!.operations[position]!;
}

/** The first positions at which operations like the wanted ones stand in this order; null when there are none. */
function fit(wanted: readonly OperationPlan[], operations: readonly OperationPlan[]): number[] | null {
  const positions: number[] = [];
  for (const operation of wanted) {
    const from = (positions.at(-1) ?? -1) + 1;
    const at = operations.findIndex((candidate, i) => i >= from && isLike(operation, candidate));
    if (at < 0) return null;
    positions.push(at);
  }
  return positions;
}

/** Equal but for the value that is written. */
function isLike(one: OperationPlan, other: OperationPlan): boolean {
  if (one.kind === 'sleep' || other.kind === 'sleep') return one.kind === other.kind;
  return one.kind === other.kind && one.key === other.key && one.node === other.node;
}
