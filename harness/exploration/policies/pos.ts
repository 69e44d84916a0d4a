/**
 * Partial order sampling: each step that could come next has a random priority, and the highest is taken. Those whose
 * order with the taken one matters then throw their dice again; the others keep their place, so that schedules which
 * differ only in the order of steps that do not touch each other are not sampled over and over.
 *
 * Source: Yuan et al., "Partial Order Aware Concurrency Sampling", CAV 2018, §3.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { conflicts } from '../../dependence/access.ts';
import type { Footprint } from '../../dependence/access.ts';
import { Footprints } from '../../dependence/footprints.ts';
import type { Choice } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import { openingOf } from './lessons.ts';
import type { Lessons } from './lessons.ts';
import { SeededPicker } from './seeded.ts';

export class PosPicker extends SeededPicker {
  readonly #lessons: Lessons;
  #run: Run | null = null;
  #footprints: Footprints | null = null;
  /** A step keeps its identity, and so its priority, from choice to choice. */
  #priorities = new Map<Choice | string, number>();
  /** How many steps have been looked at. */
  #seen = 0;

  constructor(seed: number, number: number, lessons: Lessons) {
    super(seed, number);
    this.#lessons = lessons;
  }

  attach(run: Run): void {
    this.#run = run;
    this.#footprints = new Footprints(run);
  }

  override restart(): void {
    super.restart();
    this.#priorities.clear();
    this.#seen = 0;
  }

  pick(enabled: readonly Choice[]): number {
    this.#throwAgain(enabled);
    let picked = 0;
    let highest = -1;
    enabled.forEach((choice, i) => {
      const priority = this.#priorityOf(choice);
      if (priority <= highest) return;
      highest = priority;
      picked = i;
    });
    this.#priorities.delete(eventOf(enabled[picked]!));
    return picked;
  }

  #throwAgain(enabled: readonly Choice[]): void {
    const { steps } = this.#run!;
    for (; this.#seen < steps.length; this.#seen++) {
      const executed = this.#footprints!.next(steps[this.#seen]!);
      for (const choice of enabled) {
        if (conflicts(executed, this.#pending(choice))) this.#priorities.delete(eventOf(choice));
      }
    }
  }

  #pending(choice: Choice): Footprint {
    const opening = choice.kind === 'start' ? openingOf(choice.actor, this.#lessons) : null;
    return opening ?? this.#footprints!.pending(choice);
  }

  #priorityOf(choice: Choice): number {
    const event = eventOf(choice);
    const known = this.#priorities.get(event);
    if (known !== undefined) return known;
    const priority = uniformFloat64(this.dice);
    this.#priorities.set(event, priority);
    return priority;
  }
}

/** Choices of other kinds than steps and starts are made anew at each choice point. */
function eventOf(choice: Choice): Choice | string {
  return choice.kind === 'step' || choice.kind === 'start' ? choice : `${choice.kind} ${choice.actor.index}`;
}
