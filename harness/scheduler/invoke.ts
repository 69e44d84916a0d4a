/** Calls the strategy's code on behalf of actors, and notes what it answers. */
import type { ChangeEvent } from '../../strategies/strategy.ts';
import type { Row, RowChange } from '../engines/engine.ts';
import type { Actor } from './actor.ts';
import { runActorCode } from './ambient.ts';
import { ActorContext } from './context.ts';
import { describeError } from './describe-error.ts';
import { putIn } from './heads.ts';
import type { Publishers } from './publishers.ts';
import type { Run } from './run.ts';
import { Operation, Step } from './step.ts';
import { subjectOf } from './subject.ts';

/** Begins the actor's next operation, or the next round of its background work. All of its code that needs no step has run when it returns. */
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
  runActorCode(run, call, operation);
  return operation;
}

function invokePoll(run: Run, actor: Actor, publishers: Publishers): Operation {
  const operation = new Operation(actor, 'poll', null, null, publishers.nodeOf(actor), run.steps.length);
  operation.cause = publishers.begin(actor);
  runActorCode(run, callPoll, operation);
  return operation;
}

function invokeStart(run: Run, actor: Actor, node: number): Operation {
  const operation = new Operation(actor, 'start', null, null, node, run.steps.length);
  runActorCode(run, callStart, operation);
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
  const event = changeEvent(run, step.event!);
  const node = run.topology === null ? 1 : run.topology.route(1, step.index);
  const operation = new Operation(step.actor, 'change', event.key, event.after?.value ?? null, node, step.index);
  const onChange = (): Promise<void> => run.instances[node - 1]!.onChange!(new ActorContext(run, operation), event);
  perform(run, operation, () => code(operation, onChange));
}

/** Actor code: runs the strategy's method for an operation. */
function call(run: Run, operation: Operation): void {
  perform(run, operation, callMethod);
}

/** Actor code. */
function callPoll(run: Run, operation: Operation): void {
  perform(run, operation, () => run.instances[operation.node - 1]!.poll!(new ActorContext(run, operation)));
}

/** Actor code. */
function callStart(run: Run, operation: Operation): void {
  perform(run, operation, () => run.subscribers!.start(operation));
}

function callMethod(run: Run, operation: Operation): Promise<unknown> {
  const { kind, node } = operation;
  const key = operation.key!;
  const instance = run.instances[node - 1]!;
  const context = new ActorContext(run, operation);
  switch (kind) {
    case 'read':
      return instance.read(context, key);
    case 'write':
      return instance.write(context, key, operation.value!);
    case 'insert':
      return instance.insert!(context, key, operation.value!);
    case 'delete':
      return instance.delete!(context, key);
    default:
      throw new Error(`${kind} is no method of a strategy`);
  }
}

/** Actor code: an operation begins with this code, and ends when what it returns is settled. */
export function perform(run: Run, operation: Operation, code: (run: Run, operation: Operation) => unknown): void {
  operation.actor.current = operation;
  run.operations.push(operation);
  let answer;
  try {
    answer = code(run, operation) as Promise<unknown> | undefined;
  } catch (error) {
    fail(run, operation, error);
    return;
  }
  if (typeof answer?.then !== 'function') respond(run, operation, answer);
  else {
    answer.then(
      (value) => respond(run, operation, value),
      (error: unknown) => fail(run, operation, error),
    );
  }
}

function respond(run: Run, operation: Operation, value: unknown): void {
  if (operation.kind === 'read') {
    if (typeof value !== 'string' && value !== null && value !== undefined) {
      run.fail({
        kind: 'strategy',
        message: `read(${operation.key}) returned ${typeof value} ${JSON.stringify(value)}. Expected the row's value as a string, or null when there is no row`,
      });
    }
    operation.result = (value as string | null | undefined) ?? null;
  }
  end(run, operation);
}

function fail(run: Run, operation: Operation, error: unknown): void {
  operation.error = error ?? new Error('rejected without a reason');
  end(run, operation);
  if (operation.disturbed || operation.actor.crashed) return;
  const { kind, key, value } = operation;
  const subject = kind === 'message' ? value : key;
  run.fail({
    kind: 'strategy',
    message: `${kind === 'change' ? 'onChange' : kind}(${subject ?? ''}) failed: ${describeError(error)}`,
  });
}

function end(run: Run, operation: Operation): void {
  const { actor } = operation;
  if (actor.crashed) return;
  // Before its first step is in the history, an operation that needs none ends with the step that is about to be.
  operation.respondedAt = Math.max(operation.invokedAt, run.steps.length - 1);
  if (actor.current === operation) actor.current = null;
}

function changeEvent({ plan }: Run, change: RowChange): ChangeEvent {
  const { type, table = 'items', before, after } = change;
  const copy = (row: Row | null): Row | null => (row === null ? null : { ...row });
  return { type, table, key: subjectOf(change, plan.keyOf), before: copy(before), after: copy(after) };
}
