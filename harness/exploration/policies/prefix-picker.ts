/** A schedule that is known as far as it differs from another one: the unit of an exhaustive search. */
import type { Choice } from '../../scheduler/choice.ts';
import type { Prefix } from '../division/helpers.ts';
import type { SchedulePicker } from './policy.ts';
import { Divergence } from '../replay/known-choices.ts';

/** Follows `parent` up to `depth`, takes `choice` there, and from then on what comes first. */
export class PrefixPicker implements SchedulePicker {
  number = 0;
  readonly isForeign: boolean;
  readonly parent: readonly number[];
  readonly depth: number;
  readonly choice: number;
  path: number[] = [];
  widths: number[] = [];

  constructor({ path, depth, choice }: Prefix, isForeign = false) {
    this.parent = path;
    this.depth = depth;
    this.choice = choice;
    this.isForeign = isForeign;
  }

  pick(enabled: readonly Choice[]): number {
    const position = this.path.length;
    const picked = position < this.depth ? this.parent[position]! : position === this.depth ? this.choice : 0;
    if (picked >= enabled.length) throw new Divergence(position + 1, `one of more than ${picked} choices`, enabled);
    this.path.push(picked);
    this.widths.push(enabled.length);
    return picked;
  }

  finish(): void {
    const { length } = this.path;
    if (length <= this.depth) throw new Divergence(length + 1, 'a choice, as there was before', []);
  }

  restart(): void {
    this.path = [];
    this.widths = [];
  }
}
