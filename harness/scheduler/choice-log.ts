/** Which choices a run has made, and among which: what makes it repeatable. */
import type { Actor } from './actor.ts';
import type { Choice } from './choice.ts';

export class ChoiceLog {
  /** The index of each choice among those enabled. */
  readonly indices: number[] = [];
  readonly #enabled: (readonly Choice[])[] = [];
  /** Worked out when somebody asks: of most runs nobody does. */
  #told: Told | null = null;

  add(enabled: readonly Choice[], index: number): void {
    this.indices.push(index);
    this.#enabled.push(enabled);
  }

  /** At the last choice point, something else could have been chosen. */
  get hadOthers(): boolean {
    return (this.#enabled.at(-1)?.length ?? 0) > 1;
  }

  /** How many choices there were, at each choice point: part of what must repeat. */
  get widths(): readonly number[] {
    return this.#tell().widths;
  }

  /** The actor of each choice but the end. */
  get chosen(): readonly Actor[] {
    return this.#tell().chosen;
  }

  /** Where an actor had several choices and the first was not taken: position in `chosen` → place among them. */
  get ordinals(): ReadonlyMap<number, number> {
    return this.#tell().ordinals;
  }

  /** The first choice point at which there were more, or fewer, choices than in the other log; -1: there is none. */
  firstOtherWidth(other: ChoiceLog): number {
    for (let i = 0; i < this.#enabled.length; i++) {
      if (this.#enabled[i]!.length !== other.#enabled[i]?.length) return i;
    }
    return -1;
  }

  #tell(): Told {
    if (this.#told?.widths.length !== this.indices.length) this.#told = tell(this.indices, this.#enabled);
    return this.#told;
  }
}

interface Told {
  readonly widths: readonly number[];
  readonly chosen: readonly Actor[];
  readonly ordinals: ReadonlyMap<number, number>;
}

const NONE: ReadonlyMap<number, number> = new Map();

function tell(indices: readonly number[], lists: readonly (readonly Choice[])[]): Told {
  const widths: number[] = [];
  const chosen: Actor[] = [];
  let ordinals: Map<number, number> | null = null;
  for (const [i, enabled] of lists.entries()) {
    widths.push(enabled.length);
    const index = indices[i]!;
    const { kind, actor } = enabled[index]!;
    if (kind === 'end') continue;
    let ordinal = 0;
    while (index - ordinal > 0 && enabled[index - ordinal - 1]!.actor === actor) ordinal++;
    if (ordinal > 0) (ordinals ??= new Map()).set(chosen.length, ordinal);
    chosen.push(actor);
  }
  return { widths, chosen, ordinals: ordinals ?? NONE };
}
