/** Calls the strategy's code on behalf of actors, and notes what it answers. */
import type { ChangeEvent, Context, Node } from '../../strategies/strategy.ts';
import type { Row, RowChange } from '../engines/engine.ts';
import type { Actor } from './actor.ts';
import { runActorCode } from './ambient.ts';
import { clockHandle } from './handles/clock.ts';
import { localHandle } from './handles/local.ts';
import { describeError } from './describe-error.ts';
import { mysqlHandle } from './handles/mysql.ts';
import { redisHandle } from './handles/redis.ts';
import type { Run } from './run.ts';
import { Operation, Step } from './step.ts';

export class Invoker {
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Begins the actor's next operation and lets its code run to its first step. */
  invoke(actor: Actor): Operation {
    const run = this.#run;
    const plan = actor.operations[actor.next++]!;
    if (plan.kind === 'sleep') throw new Error('a sleep is not invoked');
    const value = 'value' in plan ? plan.value : null;
    const operation = new Operation(actor, plan.kind, plan.key, value, plan.node, run.steps.length);
    if (actor.startMs > run.time.now) run.time.now = actor.startMs;
    this.#track(operation, () => {
      const instance = run.instances[plan.node - 1]!;
      const context = new ActorContext(run, actor, operation);
      switch (plan.kind) {
        case 'read':
          return instance.read(context, plan.key);
        case 'write':
          return instance.write(context, plan.key, plan.value);
        case 'insert':
          return instance.insert!(context, plan.key, plan.value);
        case 'delete':
          return instance.delete!(context, plan.key);
      }
    });
    return operation;
  }

  /** A sleep in the scenario: pending from the moment the actor reaches it. */
  sleep(actor: Actor, ms: number): void {
    const run = this.#run;
    actor.next++;
    const before = run.steps.at(-1);
    if (before !== undefined) before.touchesClock = true;
    const operation = new Operation(actor, 'sleep', null, null, 1, run.steps.length);
    actor.current = operation;
    run.operations.push(operation);
    const step = new Step(actor, operation, 'clock', 'sleep');
    step.subject = `${ms}ms`;
    step.deadline = Math.max(run.time.now, actor.startMs) + ms;
    step.resolve = () => this.#respond(operation, null);
    actor.pending.push(step);
  }

  /** Runs `onChange` for a delivered event. */
  change(step: Step): void {
    const run = this.#run;
    const event = this.#changeEvent(step.event!);
    const operation = new Operation(step.actor, 'change', event.key, event.after?.value ?? null, 1, step.index);
    const context = new ActorContext(run, step.actor, operation);
    this.#call(operation, () => run.instances[0]!.onChange!(context, event));
  }

  keyOf(id: number): string {
    return this.#run.plan.keyOf.get(id) ?? `item:${id}`;
  }

  #changeEvent({ type, id, before, after }: RowChange): ChangeEvent {
    const copy = (row: Row | null): Row | null => (row === null ? null : { ...row });
    return { type, table: 'items', key: this.keyOf(id), before: copy(before), after: copy(after) };
  }

  /** Its code runs until all of it waits: which of its steps can be the first is known only then. */
  #track(operation: Operation, code: () => Promise<unknown>): void {
    runActorCode(this.#run, () => this.#call(operation, code));
  }

  #call(operation: Operation, code: () => Promise<unknown>): void {
    operation.actor.current = operation;
    this.#run.operations.push(operation);
    let promise;
    try {
      promise = code();
    } catch (error) {
      this.#fail(operation, error);
      return;
    }
    if (typeof promise?.then !== 'function') this.#respond(operation, promise);
    else {
      promise.then(
        (value) => this.#respond(operation, value),
        (error: unknown) => this.#fail(operation, error),
      );
    }
  }

  #respond(operation: Operation, value: unknown): void {
    if (operation.kind === 'read') {
      if (typeof value !== 'string' && value !== null && value !== undefined) {
        this.#run.fail({
          kind: 'strategy',
          message: `read(${operation.key}) returned ${typeof value} ${JSON.stringify(value)}. Expected the row's value as a string, or null when there is no row`,
        });
      }
      operation.result = (value as string | null | undefined) ?? null;
    }
    this.#end(operation);
  }

  #fail(operation: Operation, error: unknown): void {
    operation.error = error ?? new Error('rejected without a reason');
    this.#end(operation);
    if (operation.disturbed || operation.actor.crashed) return;
    const { kind, key } = operation;
    this.#run.fail({
      kind: 'strategy',
      message: `${kind === 'change' ? 'onChange' : kind}(${key}) failed: ${describeError(error)}`,
    });
  }

  #end(operation: Operation): void {
    const { actor } = operation;
    if (actor.crashed) return;
    // Before its first step is in the history, an operation that needs none ends with the step that is about to be.
    operation.respondedAt = Math.max(operation.invokedAt, this.#run.steps.length - 1);
    if (actor.current === operation) actor.current = null;
  }
}

/** Handles are made when the strategy first asks for them. */
class ActorContext implements Context {
  readonly actor: Actor;
  readonly #run: Run;
  readonly #operation: Operation;

  constructor(run: Run, actor: Actor, operation: Operation) {
    this.#run = run;
    this.actor = actor;
    this.#operation = operation;
  }

  get time(): { readonly now: number } {
    this.#run.readsClock = true;
    return this.#run.time;
  }

  submit(step: Step): Promise<unknown> {
    return this.#run.submit(step);
  }

  get redis(): Context['redis'] {
    return redisHandle(this, this.#operation);
  }

  get mysql(): Context['mysql'] {
    const { sessions } = this.#run;
    sessions[this.actor.index] ??= { beginPending: false };
    return mysqlHandle(this, this.#operation, sessions[this.actor.index]!);
  }

  get local(): Context['local'] {
    return localHandle(this, this.#operation, this.#run.memories[this.#operation.node - 1]!);
  }

  get clock(): Context['clock'] {
    return clockHandle(this, this.#operation);
  }

  get node(): Node {
    return { name: `node${this.#operation.node}`, number: this.#operation.node };
  }

  get nodes(): readonly Node[] {
    return this.#run.memories.map((_, i) => ({ name: `node${i + 1}`, number: i + 1 }));
  }
}
