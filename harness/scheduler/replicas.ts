/**
 * The MySQL replicas of a run. Each is a lane of its own, whose steps apply the primary's transactions one by one, in
 * commit order; how far a replica lags behind is what the policy chooses.
 */
import type { EngineRun, RowId } from '../engines/engine.ts';
import { append } from '../short-list.ts';
import { Actor } from './actor.ts';
import type { ApplyChoice, Choice } from './choice.ts';
import type { RunPlan } from './plan.ts';
import { Step } from './step.ts';

export class Replicas {
  readonly lanes: readonly Actor[];
  readonly #engine: EngineRun;
  readonly #keyOf: ReadonlyMap<RowId, string>;

  /** @param actors the lanes so far; those of the replicas come after them */
  constructor(engine: EngineRun, { scenario, keyOf }: RunPlan, actors: Actor[]) {
    this.#engine = engine;
    this.#keyOf = keyOf;
    this.lanes = replicaNames(scenario.replicas).map((name, i) => new Actor(actors.length + i, name));
    actors.push(...this.lanes);
  }

  isLane(actor: Actor): boolean {
    return this.lanes.includes(actor);
  }

  /** Some replica has not applied all that is committed. */
  get isBehind(): boolean {
    const { length } = this.#engine.commits;
    return this.lanes.some(({ taken }) => taken < length);
  }

  /** The list with the lane's next transaction, if there is one. A lane takes no other steps than these. */
  withChoiceOf(actor: Actor, list: Choice[]): Choice[] {
    const commit = this.#engine.commits[actor.taken];
    return commit === undefined ? list : append(list, { kind: 'apply', actor, commit });
  }

  /** A step that waits there for a transaction waits for the replica's own steps. */
  noteWait(step: Step): void {
    const { request } = step;
    if (request.store !== 'mysql' || request.replica === undefined) return;
    step.waitedFor = step.blockedBy = this.lanes[request.replica - 1]!.index;
  }

  stepOf({ actor, commit }: ApplyChoice): Step {
    const step = new Step(actor, null, 'replica', 'apply');
    step.intervention = { kind: 'apply', replica: this.lanes.indexOf(actor) + 1, commit };
    step.subject = commit.changes.map(({ id }) => this.#keyOf.get(id) ?? `item:${id}`).join(' ');
    return step;
  }
}

/** The lanes of replicas: `replica`, or `replica1` and `replica2` where there are several. */
export function replicaNames(count: number): readonly string[] {
  return count === 1 ? ['replica'] : Array.from({ length: count }, (_, i) => `replica${i + 1}`);
}
