/** Leaves out whatever the anomaly can do without: actors, then operations and faults, one and two at a time. */
import type { Scenario } from '../../scenario.ts';
import type { Move } from './candidate.ts';
import { Lenient } from './choosers.ts';
import { searchFewSwitches } from './few-switches.ts';
import type { Laboratory, Specimen } from './laboratory.ts';
import type { Part } from './parts.ts';
import { keepOnly } from './parts.ts';
import type { Reduction } from './reduction.ts';

/** Beyond this many lanes, too many orders have few switches. */
const LANES_MAX = 2;
/** What may be spent on finding another order for a scenario in which the known order shows nothing; and in all. */
const SEARCH_REPLAYS_MAX = 6;
const SEARCHES_REPLAYS_MAX = 12;
/** Two at a time are tried up to this many parts. */
const PAIRS_MAX = 6;

export interface Kept {
  readonly specimen: Specimen;
  readonly parts: readonly Part[];
}

/** @param guesses parts that may be enough, the smallest first */
export async function dropParts(
  laboratory: Laboratory,
  known: Kept,
  guesses: readonly (readonly Part[])[],
): Promise<Kept> {
  const first = await firstOf(guesses, (parts) => followKnown(laboratory, known, parts));
  const search = searcher(laboratory);
  for (let kept = first ?? (await dropActors(laboratory, known)); ; ) {
    const { parts } = kept;
    const ones = parts.map((part) => without(parts, [part]));
    const fewer =
      (await firstOf(ones, (left) => followKnown(laboratory, kept, left))) ??
      (await firstOf(pairsOf(parts), (left) => followKnown(laboratory, kept, left))) ??
      (await firstOf(ones, (left) => search(kept, left)));
    if (fewer === null) return kept;
    kept = fewer;
  }
}

async function firstOf(
  choices: readonly (readonly Part[])[],
  attempt: (parts: readonly Part[]) => Promise<Specimen | null>,
): Promise<Kept | null> {
  for (const parts of choices) {
    if (!parts.some(({ kind }) => kind === 'operation')) continue;
    const specimen = await attempt(parts);
    if (specimen !== null) return { specimen, parts };
  }
  return null;
}

function without(parts: readonly Part[], leaving: readonly Part[]): Part[] {
  return parts.filter((part) => !leaving.includes(part));
}

/** What is left without two that may need each other: a fault and whom it hits, or two of many operations. */
function pairsOf(parts: readonly Part[]): Part[][] {
  if (parts.length > PAIRS_MAX) return [];
  return parts.flatMap((part, i) =>
    parts
      .slice(i + 1)
      .filter((other) => parts.length > 3 || part.kind === 'fault' || other.kind === 'fault')
      .map((other) => without(parts, [part, other])),
  );
}

/** Zeller and Hildebrandt's ddmin: large groups first, then smaller ones. */
async function dropActors(laboratory: Laboratory, known: Kept): Promise<Kept> {
  let kept = known;
  const actorsOf = (parts: readonly Part[]): string[] => [
    ...new Set(parts.flatMap((part) => (part.kind === 'operation' ? [part.actor] : []))),
  ];
  for (let size = Math.ceil(actorsOf(kept.parts).length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let from = 0; from < actorsOf(kept.parts).length; ) {
      const group = actorsOf(kept.parts).slice(from, from + size);
      const parts: Part[] = kept.parts.filter((part) => part.kind === 'fault' || !group.includes(part.actor));
      const specimen = await followKnown(laboratory, kept, parts);
      if (specimen === null) from += size;
      else kept = { specimen, parts };
    }
  }
  return kept;
}

/** The known order, in a smaller scenario. */
function followKnown(laboratory: Laboratory, known: Kept, parts: readonly Part[]): Promise<Specimen | null> {
  if (parts.length === known.parts.length) return Promise.resolve(null);
  return tryReduction(laboratory, known.specimen, keepOnly(laboratory.plan.scenario, parts));
}

/** Where the known order shows nothing and little is left: other orders with few switches. */
function searcher(laboratory: Laboratory): (known: Kept, parts: readonly Part[]) => Promise<Specimen | null> {
  const { scenario } = laboratory.plan;
  let replaysLeft = SEARCHES_REPLAYS_MAX;
  return async ({ specimen: known }, parts) => {
    if (!isWorthSearching(scenario, parts) || replaysLeft <= 0) return null;
    const candidate = laboratory.candidate(keepOnly(scenario, parts));
    const { replays } = laboratory;
    const bounds = { switchesMax: known.switches, replaysMax: Math.min(replaysLeft, SEARCH_REPLAYS_MAX) };
    const { specimen } = await searchFewSwitches(laboratory, candidate, bounds);
    replaysLeft -= laboratory.replays - replays;
    return specimen;
  };
}

/** Follows a known schedule in a smaller scenario. */
export async function tryReduction(
  laboratory: Laboratory,
  known: Specimen,
  reduction: Reduction,
  moves: readonly Move[] = [],
): Promise<Specimen | null> {
  const candidate = laboratory.candidate(reduction);
  const hint = known.candidate.translate(known.options, candidate, moves);
  return (
    (await laboratory.attempt(candidate, () => new Lenient(hint, 'at-the-end'))) ??
    (await laboratory.attempt(candidate, () => new Lenient(hint, 'in-place')))
  );
}

/** Where nobody writes and nothing fails, order has nothing to decide. */
function isWorthSearching({ actors }: Scenario, parts: readonly Part[]): boolean {
  const lanes = new Set(parts.map((part) => (part.kind === 'operation' ? part.actor : part.position)));
  if (lanes.size > LANES_MAX) return false;
  return parts.some((part) => {
    if (part.kind === 'fault') return true;
    const kind = actors.find(({ name }) => name === part.actor)?.operations[part.position]?.kind;
    return kind !== 'read' && kind !== 'sleep';
  });
}
