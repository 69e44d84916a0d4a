/** What every kind of run does with the strategy's code: calls it, follows what it returns, and says what is wrong with that. */
import type { ChangeEvent, Context, StrategyInstance } from '../../strategies/strategy.ts';
import type { Row, RowChange, RowId } from '../engines/engine.ts';
import { describeError } from './describe-error.ts';
import type { RunProblem } from './problems.ts';
import type { Operation } from './step.ts';
import { subjectOf } from './subject.ts';

export function callMethod(instance: StrategyInstance, context: Context, operation: Operation): Promise<unknown> {
  const { kind, value } = operation;
  const key = operation.key!;
  switch (kind) {
    case 'read':
      return instance.read(context, key);
    case 'write':
      return instance.write(context, key, value!);
    case 'insert':
      return instance.insert!(context, key, value!);
    case 'delete':
      return instance.delete!(context, key);
    default:
      throw new Error(`${kind} is no method of a strategy`);
  }
}

/** The same functions for all operations: closures for each would cost more than calling them. */
export interface Ending<Run, Op> {
  respond(run: Run, operation: Op, value: unknown): void;
  fail(run: Run, operation: Op, error: unknown): void;
}

/** Ends the operation when what its code returns is settled. */
export function follow<Run, Op>(
  run: Run,
  operation: Op,
  code: (run: Run, operation: Op) => unknown,
  ending: Ending<Run, Op>,
): void {
  let answer;
  try {
    answer = code(run, operation) as Promise<unknown> | undefined;
  } catch (error) {
    ending.fail(run, operation, error);
    return;
  }
  if (typeof answer?.then !== 'function') ending.respond(run, operation, answer);
  else {
    answer.then(
      (value) => ending.respond(run, operation, value),
      (error: unknown) => ending.fail(run, operation, error),
    );
  }
}

/** Of a read, what it returned is its result. */
export function noteResult(run: { fail(problem: RunProblem): void }, operation: Operation, value: unknown): void {
  if (operation.kind !== 'read') return;
  if (typeof value !== 'string' && value !== null && value !== undefined) {
    run.fail({
      kind: 'strategy',
      message: `read(${operation.key}) returned ${typeof value} ${JSON.stringify(value)}. Expected the row's value as a string, or null when there is no row`,
    });
  }
  operation.result = (value as string | null | undefined) ?? null;
}

/** An operation that nothing from outside had disturbed has failed. */
export function failed({ kind, key, value }: Operation, error: unknown): RunProblem {
  const subject = kind === 'message' ? value : key;
  return {
    kind: 'strategy',
    message: `${kind === 'change' ? 'onChange' : kind}(${subject ?? ''}) failed: ${describeError(error)}`,
  };
}

/** The event as the strategy gets it: its own copy. */
export function changeEvent(change: RowChange, keyOf: ReadonlyMap<RowId, string>): ChangeEvent {
  const { type, table = 'items', before, after } = change;
  const copy = (row: Row | null): Row | null => (row === null ? null : { ...row });
  return { type, table, key: subjectOf(change, keyOf), before: copy(before), after: copy(after) } as ChangeEvent;
}
