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
  for (const targetsOf of [others, earlier]) {
    for (const actor of scenario.actors.toReversed()) {
      for (const target of targetsOf(scenario, kept.parts, actor)) {
        const next = await moveInto(laboratory, kept, actor, target);
        if (next === null) continue;
        kept = next;
        break;
      }
    }
  }
  return kept;
}

/** Those that have something to do already. */
function others({ actors }: Scenario, parts: readonly Part[], actor: ActorPlan): ActorPlan[] {
  return actors.filter((other) => other !== actor && isBusy(parts, other));
}

/** Those that stand before it and have nothing to do. */
function earlier({ actors }: Scenario, parts: readonly Part[], actor: ActorPlan): ActorPlan[] {
  return actors.slice(0, actors.indexOf(actor)).filter((other) => !isBusy(parts, other));
}

function isBusy(parts: readonly Part[], { name }: ActorPlan): boolean {
  return parts.some((part) => part.kind === 'operation' && part.actor === name);
}

/** What both do is done by the target alone. */
async function moveInto(laboratory: Laboratory, kept: Kept, actor: ActorPlan, target: ActorPlan): Promise<Kept | null> {
  const { candidate, options } = kept.specimen;
  const done = candidate.invoked(options);
  const mine = done.filter((part) => part.actor === actor.name);
  const both = done.filter((part) => part.actor === actor.name || part.actor === target.name);
  const positions = fit(
    both.map((part) => planOf(laboratory.plan.scenario, part)),
    target.operations,
  );
  if (mine.length === 0 || positions === null) return null;
  const moves = both.map((from, i): Move => ({ from, to: { ...from, actor: target.name, position: positions[i]! } }));
  const staying = kept.parts.filter(
    (part) => part.kind === 'fault' || (part.actor !== actor.name && part.actor !== target.name),
  );
  const parts = [...staying, ...moves.map(({ to }) => to)];
  const specimen = await tryReduction(laboratory, kept.specimen, keepOnly(laboratory.plan.scenario, parts), moves);
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
