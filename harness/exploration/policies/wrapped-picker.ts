/** A picker that lets another one pick: for those that say more about a schedule than whoever made it knows. */
import type { Choice } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import type { SchedulePicker } from './policy.ts';

export class WrappedPicker implements SchedulePicker {
  readonly number: number;
  readonly inner: SchedulePicker;

  constructor(inner: SchedulePicker, number: number) {
    this.inner = inner;
    this.number = number;
  }

  attach(run: Run): void {
    this.inner.attach?.(run);
  }

  pick(enabled: readonly Choice[]): number {
    return this.inner.pick(enabled);
  }

  finish(run: Run): void {
    this.inner.finish?.(run);
  }

  restart(): void {
    this.inner.restart();
  }
}
