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
const LANES_MAX = 3;
/** What may be spent on finding another order for a scenario in which the known order shows nothing. */
const SEARCH_REPLAYS_MAX = 8;
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
  let kept = (await firstThatShows(laboratory, known, guesses)) ?? (await dropActors(laboratory, known));
  for (;;) {
    const fewer = (await dropOne(laboratory, kept, followKnown)) ?? (await dropOne(laboratory, kept, searchAnew));
    if (fewer === null) return kept;
    kept = fewer;
  }
}

/** Whether a reduction still shows the anomaly, given an order in which a larger scenario does. */
type Attempt = (laboratory: Laboratory, known: Specimen, parts: readonly Part[]) => Promise<Specimen | null>;

async function dropOne(laboratory: Laboratory, kept: Kept, attempt: Attempt): Promise<Kept | null> {
  for (const leaving of removals(kept.parts)) {
    const parts = kept.parts.filter((part) => !leaving.includes(part));
    const specimen = await attempt(laboratory, kept.specimen, parts);
    if (specimen !== null) return { specimen, parts };
  }
  return null;
}

async function firstThatShows(
  laboratory: Laboratory,
  { specimen: known, parts: all }: Kept,
  guesses: readonly (readonly Part[])[],
): Promise<Kept | null> {
  for (const parts of guesses) {
    if (parts.length === 0 || parts.length === all.length) continue;
    const specimen = await followKnown(laboratory, known, parts);
    if (specimen !== null) return { specimen, parts };
  }
  return null;
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
      const specimen = await followKnown(laboratory, kept.specimen, parts);
      if (specimen === null) from += size;
      else kept = { specimen, parts };
    }
  }
  return kept;
}

/** Operations before faults, one before two. */
function removals(parts: readonly Part[]): Part[][] {
  const singles = parts.map((part) => [part]);
  if (parts.length > PAIRS_MAX) return singles;
  const pairs = parts.flatMap((part, i) => parts.slice(i + 1).map((other) => [part, other]));
  return [...singles, ...pairs];
}

const followKnown: Attempt = async (laboratory, known, parts) =>
  hasOperation(parts) ? tryReduction(laboratory, known, keepOnly(laboratory.plan.scenario, parts)) : null;

/** Where the known order shows nothing and little is left: other orders with few switches. */
const searchAnew: Attempt = async (laboratory, known, parts) => {
  const { scenario } = laboratory.plan;
  if (!hasOperation(parts) || !isWorthSearching(scenario, parts)) return null;
  const candidate = laboratory.candidate(keepOnly(scenario, parts));
  const bounds = { switchesMax: known.switches, replaysMax: SEARCH_REPLAYS_MAX };
  return (await searchFewSwitches(laboratory, candidate, bounds)).specimen;
};

function hasOperation(parts: readonly Part[]): boolean {
  return parts.some(({ kind }) => kind === 'operation');
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
