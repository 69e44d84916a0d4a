/** Calls the strategy's code on behalf of actors, and notes what it answers. */
import type { Actor } from './actor.ts';
import { enterActorCode } from './ambient.ts';
import { ActorContext } from './context.ts';
import { putIn } from './heads.ts';
import type { Publishers } from './publishers.ts';
import type { Run } from './run.ts';
import { Operation, Step } from './step.ts';
import { callMethod, changeEvent, failed, follow, noteResult } from './strategy-code.ts';

/** Begins the actor's next operation, or the next round of its background work: enters its code, which the caller leaves. */
export function invoke(run: Run, actor: Actor): Operation {
  if (run.publishers?.isLane(actor) === true) return invokePoll(run, actor, run.publishers);
  const plan = actor.operations[actor.next++]!;
  if (plan.kind === 'sleep') throw new Error('a sleep is not invoked');
  if (plan.kind === 'start') return invokeStart(run, actor, plan.node);
  const value = 'value' in plan ? plan.value : null;
  const node = run.topology === null ? plan.node : run.topology.route(plan.node, run.steps.length);
  const operation = new Operation(actor, plan.kind, plan.key, value, node, run.steps.length);
  if (actor.startMs > run.time.now) run.time.now = actor.startMs;
  // Which of its steps can be the first is known only when all of it waits.
  enterActorCode(run, call, operation);
  return operation;
}

function invokePoll(run: Run, actor: Actor, publishers: Publishers): Operation {
  const operation = new Operation(actor, 'poll', null, null, publishers.nodeOf(actor), run.steps.length);
  operation.cause = publishers.begin(actor);
  enterActorCode(run, callPoll, operation);
  return operation;
}

function invokeStart(run: Run, actor: Actor, node: number): Operation {
  const operation = new Operation(actor, 'start', null, null, node, run.steps.length);
  enterActorCode(run, callStart, operation);
  return operation;
}

/** A sleep in the scenario: pending from the moment the actor reaches it. */
export function invokeSleep(run: Run, actor: Actor, ms: number): void {
  actor.next++;
  const before = run.steps.at(-1);
  if (before !== undefined) before.touchesClock = true;
  const operation = new Operation(actor, 'sleep', null, null, 1, run.steps.length);
  actor.current = operation;
  run.operations.push(operation);
  const step = new Step(actor, operation, 'clock', 'sleep');
  step.subject = `${ms}ms`;
  step.deadline = Math.max(run.time.now, actor.startMs) + ms;
  step.resolve = () => respond(run, operation, null);
  putIn(step);
}

/** Actor code: runs `onChange` for the event that the step has delivered. */
export function callOnChange(run: Run, step: Step): void {
  handleChange(run, step, (_, onChange) => onChange());
}

/** @param code what the consumer does about the event, of which calling `onChange` is a part */
export function handleChange(
  run: Run,
  step: Step,
  code: (operation: Operation, onChange: () => Promise<void>) => Promise<void>,
): void {
  const event = changeEvent(step.event!, run.plan.keyOf);
  const node = run.topology === null ? 1 : run.topology.route(1, step.index);
  const operation = new Operation(step.actor, 'change', event.key, event.after?.value ?? null, node, step.index);
  const onChange = (): Promise<void> => run.instances[node - 1]!.onChange!(new ActorContext(run, operation), event);
  perform(run, operation, () => code(operation, onChange));
}

/** Actor code: runs the strategy's method for an operation. */
function call(run: Run, operation: Operation): void {
  perform(run, operation, methodOf);
}

/** Actor code. */
function callPoll(run: Run, operation: Operation): void {
  perform(run, operation, () => run.instances[operation.node - 1]!.poll!(new ActorContext(run, operation)));
}

/** Actor code. */
function callStart(run: Run, operation: Operation): void {
  perform(run, operation, () => run.subscribers!.start(operation));
}

function methodOf(run: Run, operation: Operation): Promise<unknown> {
  return callMethod(run.instances[operation.node - 1]!, new ActorContext(run, operation), operation);
}

/** Actor code: an operation begins with this code, and ends when what it returns is settled. */
export function perform(run: Run, operation: Operation, code: (run: Run, operation: Operation) => unknown): void {
  operation.actor.current = operation;
  run.operations.push(operation);
  follow(run, operation, code, ENDING);
}

function respond(run: Run, operation: Operation, value: unknown): void {
  noteResult(run, operation, value);
  end(run, operation);
}

function fail(run: Run, operation: Operation, error: unknown): void {
  operation.error = error ?? new Error('rejected without a reason');
  end(run, operation);
  if (!operation.disturbed && !operation.actor.crashed) run.fail(failed(operation, error));
}

const ENDING = { respond, fail };

function end(run: Run, operation: Operation): void {
  const { actor } = operation;
  if (actor.crashed) return;
  // Before its first step is in the history, an operation that needs none ends with the step that is about to be.
  operation.respondedAt = Math.max(operation.invokedAt, run.steps.length - 1);
  if (actor.current === operation) actor.current = null;
}
