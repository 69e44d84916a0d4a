/** One partition of the topic, as the consumer group sees it. Offsets count from 0. */
import type { RowChange } from '../../engines/engine.ts';

export class Partition {
  readonly number: number;
  /** Every message, by offset. */
  readonly messages: { readonly change: RowChange; readonly sentAt: number }[] = [];
  /** Offsets that its consumer has still to be given, in that order. */
  waiting: number[] = [];
  /** The offset from which the group goes on after a crash. */
  committed = 0;
  /** The message that its consumer was given last; -1 for none. */
  last = -1;
  /** Which consumer reads it, from 0. */
  consumer: number;
  /** The step that gave it to that consumer; -1: it was so from the beginning. */
  assignedAt = -1;
  /** Its consumer must ask the group where to go on. */
  isNew = false;

  constructor(number: number, consumers: number) {
    this.number = number;
    this.consumer = number % consumers;
  }

  receive(offset: number, change: RowChange, sentAt: number): void {
    this.messages[offset] = { change, sentAt };
    this.waiting.push(offset);
  }

  /** Whoever reads it now begins after what the group has committed. */
  rewind(): void {
    this.waiting = this.messages.flatMap((_, offset) => (offset >= this.committed ? [offset] : []));
    this.last = -1;
    this.isNew = true;
  }
}
