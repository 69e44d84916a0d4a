/** Calls the strategy's code for operations of a simulation, and hands what it answers to the judge. */
import type { RowChange } from '../engines/engine.ts';
import { ActorContext } from '../scheduler/context.ts';
import type { OperationKind } from '../scheduler/step.ts';
import { callMethod, changeEvent, failed, follow, noteResult } from '../scheduler/strategy-code.ts';
import { Call, type CallSubject, type Client } from './client.ts';
import { Disconnection } from './interventions.ts';
import type { Simulation } from './simulation.ts';
import type { Stream } from './streams.ts';

type Code<Result> = (simulation: Simulation, call: Call) => Result;

/** Begins an operation. All of its code that needs no step has run when it returns. */
export function invoke(simulation: Simulation, client: Client, kind: OperationKind, about: CallSubject): void {
  const call = new Call(client, kind, about);
  simulation.judge.invoked(call);
  begin(simulation, client, call, followMethod);
}

/** Hands a row event to the strategy. */
export function invokeChange(simulation: Simulation, client: Client, change: RowChange, stream: Stream): void {
  const call = new Call(client, 'change', background(simulation, 1, stream));
  const event = changeEvent(change, simulation.plan.keyOf);
  begin(
    simulation,
    client,
    call,
    following((run, one) => run.instances[0]!.onChange!(new ActorContext(run, one), event)),
  );
}

/** A round of background work. */
export function invokePoll(simulation: Simulation, client: Client, node: number, stream: Stream): void {
  const call = new Call(client, 'poll', background(simulation, node, stream));
  begin(
    simulation,
    client,
    call,
    following((run, one) => run.instances[node - 1]!.poll!(new ActorContext(run, one))),
  );
}

/** @param stream null: the process of a node begins, which takes no time; else a message of Redis is handled */
export function invokeListener(
  simulation: Simulation,
  client: Client,
  node: number,
  stream: Stream | null,
  code: (call: Call) => Promise<unknown>,
): void {
  const call = new Call(client, stream === null ? 'start' : 'message', background(simulation, node, stream));
  begin(
    simulation,
    client,
    call,
    following((_, one) => code(one)),
  );
}

function background({ time }: Simulation, node: number, stream: Stream | null): CallSubject {
  return { key: null, value: null, node, id: 0, session: -1, invokedMs: time.now, isMeasured: false, stream };
}

function begin(simulation: Simulation, client: Client, call: Call, code: Code<void>): void {
  client.current = call;
  client.isAtWork = true;
  simulation.run(client, code, call);
}

function following(code: Code<Promise<unknown>>): Code<void> {
  return (simulation, call) => follow(simulation, call, code, ENDING);
}

const ENDING = { respond, fail };
const followMethod = following((simulation, call) =>
  callMethod(simulation.instances[call.node - 1]!, new ActorContext(simulation, call), call),
);

function respond(simulation: Simulation, call: Call, value: unknown): void {
  if (call.actor.crashed) return;
  noteResult(simulation, call, value);
  end(simulation, call);
}

function fail(simulation: Simulation, call: Call, error: unknown): void {
  const client = call.actor as Client;
  if (client.crashed) return;
  call.error = error ?? new Error('rejected without a reason');
  end(simulation, call);
  if (!call.disturbed) simulation.fail(failed(call, error));
  // A connection that an operation has failed on is not used again: a transaction may be open on it.
  client.inFlight++;
  simulation.queue.add(new Disconnection(simulation.time.now, client));
}

function end(simulation: Simulation, call: Call): void {
  call.respondedAt = 0;
  if (call.actor.current === call) call.actor.current = null;
  simulation.ended(call);
}
