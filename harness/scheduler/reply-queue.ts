/**
 * Replies to the commands of a node that is pushed messages on the same connection (RESP3). Redis writes both in order, and a
 * client reads them in order: who has a reply has been given all that Redis pushed before. So where a message that is ahead
 * of a reply has still to be delivered, the reply waits: the command is executed, and who sent it does not know.
 */
import type { Actor } from './actor.ts';
import { release } from './release.ts';
import type { Step } from './step.ts';

interface Reply {
  readonly step: Step;
  /** How many messages are ahead of it. */
  readonly ahead: number;
}

export class ReplyQueue {
  readonly #lane: Actor;
  readonly #taken: () => number;
  readonly #replies: Reply[] = [];

  /**
   * @param lane where the messages are delivered
   * @param taken how many of them have been delivered so far
   */
  constructor(lane: Actor, taken: () => number) {
    this.#lane = lane;
    this.#taken = taken;
  }

  /** What is behind so many messages cannot be taken up yet. */
  isBehind(ahead: number): boolean {
    const lane = this.#lane;
    // Nobody is left who could handle them.
    if (lane.crashed) return false;
    const taken = this.#taken();
    if (taken !== ahead) return taken < ahead;
    // What a handler does in memory, it does in one go, before the client looks at what comes next.
    return lane.pending.some(({ store }) => store === 'local');
  }

  add(step: Step, ahead: number): void {
    step.actor.withheld++;
    this.#replies.push({ step, ahead });
  }

  /**
   * Releases what is behind nothing any more; the code that awaits it has still to run.
   * @param index the step that has just settled
   * @returns whether there is any
   */
  letGo(index: number): boolean {
    let hasAny = false;
    for (let first = this.#replies[0]; first !== undefined && !this.isBehind(first.ahead); first = this.#replies[0]) {
      this.#replies.shift();
      first.step.actor.withheld--;
      first.step.grantedAt = index;
      release(first.step);
      hasAny = true;
    }
    return hasAny;
  }
}
