/**
 * What a service instance does on nobody's behalf: what it has set going when it started, and timers that would not keep its
 * process alive. Only code of a service has such a lane (`adapt`), one for each node.
 */
import { Actor } from './actor.ts';
import type { Step } from './step.ts';

class BackgroundLane extends Actor {
  /** A run does not wait for timers that no process would wait for. */
  override get ended(): boolean {
    return this.crashed || (this.blocked === null && this.pending.every(isDaemon));
  }
}

function isDaemon({ timer }: Step): boolean {
  return timer === 'daemon';
}

export class Background {
  readonly lanes: readonly Actor[];

  /** @param actors gets its lanes at the end */
  constructor(nodes: number, actors: Actor[]) {
    this.lanes = backgroundNames(nodes).map((name, i) => new BackgroundLane(actors.length + i, name));
    actors.push(...this.lanes);
  }

  /** @param node from 1 */
  laneOf(node: number): Actor {
    return this.lanes[node - 1]!;
  }
}

/** `background`, or `background1` and `background2` where there are several instances. */
export function backgroundNames(nodes: number): readonly string[] {
  return nodes === 1 ? ['background'] : Array.from({ length: nodes }, (_, i) => `background${i + 1}`);
}

export function isBackgroundName(name: string): boolean {
  return /^background\d*$/.test(name);
}
