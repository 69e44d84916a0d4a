/** What may be left out of a draft at a stroke: where many parts are in play, fast-check gets to them late. */
import type { Draft } from './draft.ts';

/** Each differs from the draft in one way that makes it plainer; none when it is as plain as it gets. */
export function plainerThan(draft: Draft): readonly Draft[] {
  const { keys, hasSecondNode, actors, faults, options } = draft;
  return [
    ...(Object.keys(options).length > 0 ? [{ ...draft, options: {} }] : []),
    ...(keys.some(({ isWarm }) => isWarm) ? [{ ...draft, keys: keys.map((key) => ({ ...key, isWarm: false })) }] : []),
    ...(keys.some(({ hasRow }) => !hasRow) ? [{ ...draft, keys: keys.map((key) => ({ ...key, hasRow: true })) }] : []),
    ...(hasSecondNode ? [{ ...draft, hasSecondNode: false }] : []),
    ...(actors.some(({ isLate }) => isLate)
      ? [{ ...draft, actors: actors.map((actor) => ({ ...actor, isLate: false })) }]
      : []),
    ...faults.map((_, i) => ({ ...draft, faults: faults.toSpliced(i, 1) })),
    ...Object.keys(options).map((name) => ({ ...draft, options: without(options, name) })),
  ];
}

function without(options: Draft['options'], name: string): Draft['options'] {
  return Object.fromEntries(Object.entries(options).filter(([other]) => other !== name));
}
