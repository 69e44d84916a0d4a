/** Which choices a run has made, and among how many: what makes it repeatable. */
import type { Actor } from './actor.ts';
import type { Choice } from './choice.ts';

export class ChoiceLog {
  /** The index of each choice among those enabled. */
  readonly indices: number[] = [];
  /** How many choices there were, at each choice point: part of what must repeat. */
  readonly widths: number[] = [];
  /** The actor of each choice but the end. */
  readonly chosen: Actor[] = [];
  /** Where an actor had several choices and the first was not taken: position in `chosen` → place among them. */
  ordinals: Map<number, number> | null = null;

  add(enabled: readonly Choice[], index: number): void {
    const choice = enabled[index]!;
    this.indices.push(index);
    this.widths.push(enabled.length);
    if (choice.kind === 'end') return;
    let ordinal = 0;
    while (index - ordinal > 0 && enabled[index - ordinal - 1]!.actor === choice.actor) ordinal++;
    if (ordinal > 0) (this.ordinals ??= new Map()).set(this.chosen.length, ordinal);
    this.chosen.push(choice.actor);
  }
}
