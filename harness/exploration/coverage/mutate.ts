/** Small changes to a schedule, in the manner of a fuzzer: its neighbours often reach what it nearly reached. */

/** A whole number from 0, below the given one. */
export type Draw = (below: number) => number;

const MUTATIONS_MAX = 4;

export function mutate(choices: readonly number[], draw: Draw): number[] {
  const mutant = [...choices];
  if (mutant.length < 2) return mutant;
  const count = 1 + draw(MUTATIONS_MAX);
  for (let i = 0; i < count; i++) mutations[draw(mutations.length)]!(mutant, draw);
  return mutant;
}

const mutations: readonly ((choices: number[], draw: Draw) => void)[] = [swapSwitch, moveBlock, moveBlock, replaceOne];

/** Two neighbours of different actors change places. */
function swapSwitch(choices: number[], draw: Draw): void {
  const switches = [];
  for (let i = 1; i < choices.length; i++) if (choices[i] !== choices[i - 1]) switches.push(i);
  if (switches.length === 0) return;
  const at = switches[draw(switches.length)]!;
  [choices[at - 1], choices[at]] = [choices[at]!, choices[at - 1]!];
}

/** What stands together goes elsewhere together: an operation, or a part of it, runs earlier or later. */
function moveBlock(choices: number[], draw: Draw): void {
  const from = draw(choices.length);
  const block = choices.splice(from, 1 + draw(choices.length - from));
  choices.splice(draw(choices.length + 1), 0, ...block);
}

/** One choice is that of somebody else. The actor that loses it does later what it would have done here. */
function replaceOne(choices: number[], draw: Draw): void {
  choices[draw(choices.length)] = choices[draw(choices.length)]!;
}
