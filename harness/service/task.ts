/** On whose behalf code of a service runs: carried through promises, callbacks and timers by AsyncLocalStorage. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Operation } from '../scheduler/step.ts';
import type { Run } from '../scheduler/run.ts';

export class Task {
  readonly run: Run;
  readonly #operation: Operation;
  readonly #isEarly: boolean;

  constructor(run: Run, operation: Operation) {
    this.run = run;
    this.#operation = operation;
    this.#isEarly = run.phase === 'warm';
  }

  /** Of the node itself. */
  static ofNode(run: Run, node: number): Task {
    return new Task(run, backgroundOperation(run, node));
  }

  /** The service instance, from 1. */
  get node(): number {
    return this.#operation.node;
  }

  /** What has been set going before the run began, and goes on, is nobody's any more but the node's. */
  get operation(): Operation {
    if (!this.#isEarly || this.run.phase === 'warm') return this.#operation;
    return backgroundOperation(this.run, this.node);
  }
}

function backgroundOperation(run: Run, node: number): Operation {
  return new Operation(run.world!.background.laneOf(node), 'start', null, null, node, run.steps.length);
}

const storage = new AsyncLocalStorage<Task>();

/** Null: nobody's. */
export function currentTask(): Task | null {
  return storage.getStore() ?? null;
}

export function runTask<T>(task: Task, code: () => T): T {
  return storage.run(task, code);
}
