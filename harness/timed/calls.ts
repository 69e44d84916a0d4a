/** Calls the strategy's code for operations of a simulation, and hands what it answers to the judge. */
import type { ChangeEvent } from '../../strategies/strategy.ts';
import type { Row, RowChange } from '../engines/engine.ts';
import { ActorContext } from '../scheduler/context.ts';
import { describeError } from '../scheduler/describe-error.ts';
import type { OperationKind } from '../scheduler/step.ts';
import { Call, type CallSubject, type Client } from './client.ts';
import { Disconnection } from './interventions.ts';
import { KEY_PREFIX } from './plan.ts';
import type { Simulation } from './simulation.ts';
import type { Stream } from './streams.ts';

/** Begins an operation. All of its code that needs no step has run when it returns. */
export function invoke(simulation: Simulation, client: Client, kind: OperationKind, about: CallSubject): Call {
  const call = new Call(client, kind, about);
  client.current = call;
  client.isAtWork = true;
  simulation.judge.invoked(call);
  simulation.run(client, callMethod, call);
  return call;
}

/** Hands a row event to the strategy. */
export function invokeChange(simulation: Simulation, client: Client, change: RowChange, stream: Stream): void {
  const call = new Call(client, 'change', background(simulation, 1, stream));
  client.current = call;
  client.isAtWork = true;
  simulation.run(client, (run, one) => follow(run, one, () => callOnChange(run, one, change)), call);
}

/** A round of background work. */
export function invokePoll(simulation: Simulation, client: Client, node: number, stream: Stream): void {
  const call = new Call(client, 'poll', background(simulation, node, stream));
  client.current = call;
  client.isAtWork = true;
  simulation.run(
    client,
    (run, one) => follow(run, one, () => run.instances[node - 1]!.poll!(new ActorContext(run, one))),
    call,
  );
}

function background({ time }: Simulation, node: number, stream: Stream): CallSubject {
  return { key: null, value: null, node, id: 0, session: -1, invokedMs: time.now, isMeasured: false, stream };
}

function callMethod(simulation: Simulation, call: Call): void {
  follow(simulation, call, methodOf);
}

function methodOf(simulation: Simulation, call: Call): Promise<unknown> {
  const instance = simulation.instances[call.node - 1]!;
  const context = new ActorContext(simulation, call);
  switch (call.kind) {
    case 'read':
      return instance.read(context, call.key!);
    case 'write':
      return instance.write(context, call.key!, call.value!);
    case 'insert':
      return instance.insert!(context, call.key!, call.value!);
    case 'delete':
      return instance.delete!(context, call.key!);
    default:
      throw new Error(`${call.kind} is no method of a strategy`);
  }
}

function callOnChange(simulation: Simulation, call: Call, { type, table = 'items', id, before, after }: RowChange) {
  const copy = (row: Row | null): Row | null => (row === null ? null : { ...row });
  const key = table === 'items' ? keyOf(simulation, id) : `${table}:${id}`;
  const event: ChangeEvent = { type, table, key, before: copy(before), after: copy(after) };
  return simulation.instances[0]!.onChange!(new ActorContext(simulation, call), event);
}

export function keyOf({ plan }: Simulation, id: number): string {
  return plan.keyOf.get(id) ?? `${KEY_PREFIX}${id}`;
}

function follow(
  simulation: Simulation,
  call: Call,
  code: (simulation: Simulation, call: Call) => Promise<unknown>,
): void {
  let answer;
  try {
    answer = code(simulation, call) as Promise<unknown> | undefined;
  } catch (error) {
    fail(simulation, call, error);
    return;
  }
  if (typeof answer?.then !== 'function') respond(simulation, call, answer);
  else {
    answer.then(
      (value) => respond(simulation, call, value),
      (error: unknown) => fail(simulation, call, error),
    );
  }
}

function respond(simulation: Simulation, call: Call, value: unknown): void {
  if (call.actor.crashed) return;
  if (call.kind === 'read') {
    if (typeof value !== 'string' && value !== null && value !== undefined) {
      simulation.fail({
        kind: 'strategy',
        message: `read(${call.key}) returned ${typeof value} ${JSON.stringify(value)}. Expected the row's value as a string, or null when there is no row`,
      });
    }
    call.result = (value as string | null | undefined) ?? null;
  }
  end(simulation, call);
}

function fail(simulation: Simulation, call: Call, error: unknown): void {
  const client = call.actor as Client;
  if (client.crashed) return;
  call.error = error ?? new Error('rejected without a reason');
  end(simulation, call);
  if (!call.disturbed) {
    const { kind, key } = call;
    simulation.fail({
      kind: 'strategy',
      message: `${kind === 'change' ? 'onChange' : kind}(${key ?? ''}) failed: ${describeError(error)}`,
    });
  }
  // A connection that an operation has failed on is not used again: a transaction may be open on it.
  client.inFlight++;
  simulation.queue.add(new Disconnection(simulation.time.now, client));
}

function end(simulation: Simulation, call: Call): void {
  call.respondedAt = 0;
  if (call.actor.current === call) call.actor.current = null;
  simulation.ended(call);
}
