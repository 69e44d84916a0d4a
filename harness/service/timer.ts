/**
 * A timer of a service. Its end is a step (`sleep`) of whoever has set it, or of the node's own lane when its process would not
 * wait for it: intervals, and what is `unref`ed.
 */
import { runSafely } from '../scheduler/ambient.ts';
import { putIn, takeOut } from '../scheduler/heads.ts';
import { promiseOf, Step } from '../scheduler/step.ts';
import type { Task } from './task.ts';
import { runTask } from './task.ts';

interface TimerParts {
  readonly task: Task;
  readonly callback: () => void;
  readonly ms: number;
  readonly repeats: boolean;
  /** An interval waits to become due again. */
  readonly rest: (timer: ServiceTimer) => void;
  /** Those that are set. */
  readonly running: Set<ServiceTimer>;
}

export class ServiceTimer {
  readonly isVirtual = true;
  readonly #parts: TimerParts;
  #step: Step | null = null;
  #isDaemon: boolean;
  #isOver = false;
  /** The step with which it last came. */
  #latest: Step | null = null;

  constructor(parts: TimerParts) {
    this.#parts = { ...parts, ms: parts.ms >= 1 ? Math.trunc(parts.ms) : 1 };
    this.#isDaemon = parts.repeats;
    this.#arm();
  }

  ref(): this {
    return this.#become(this.#parts.repeats);
  }

  unref(): this {
    return this.#become(true);
  }

  hasRef(): boolean {
    return !this.#isDaemon;
  }

  refresh(): this {
    this.#disarm();
    if (!this.#isOver) this.#arm();
    return this;
  }

  close(): this {
    this.#disarm();
    this.#isOver = true;
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Of an interval: others have done something since it came. @returns whether it is over, or pending again */
  rearm(): boolean {
    if (this.#isOver) return true;
    const { steps } = this.#parts.task.run;
    const latest = this.#latest!;
    if (!steps.slice(latest.index + 1).some(({ actor }) => actor !== latest.actor)) return false;
    this.#arm();
    return true;
  }

  /** At once, whatever the time: the run is over. */
  hurry(): void {
    const { task, callback } = this.#parts;
    this.close();
    runTask(task, () => runSafely(task.run, callback));
  }

  #become(isDaemon: boolean): this {
    if (isDaemon === this.#isDaemon) return this;
    this.#isDaemon = isDaemon;
    return this.#step === null ? this : this.refresh();
  }

  #arm(): void {
    const { task, ms } = this.#parts;
    const { run } = task;
    const { operation } = task;
    const actor = this.#isDaemon ? run.world!.background.laneOf(task.node) : operation.actor;
    const step = new Step(actor, operation, 'clock', 'sleep');
    step.subject = `${ms}ms`;
    step.timer = this.#isDaemon ? 'daemon' : 'timeout';
    step.deadline = run.time.now + ms;
    run.readsClock = true;
    this.#step = step;
    this.#parts.running.add(this);
    void promiseOf(step).then(() => this.#come(step));
    if (!actor.crashed) putIn(step);
  }

  #disarm(): void {
    if (this.#step !== null) takeOut(this.#step);
    this.#step = null;
    this.#parts.running.delete(this);
  }

  #come(step: Step): void {
    const { task, callback, repeats, rest, running } = this.#parts;
    this.#step = null;
    running.delete(this);
    this.#latest = step;
    // That something took too long is a legitimate reason to fail.
    if (step.operation !== null) step.operation.disturbed = true;
    if (repeats) rest(this);
    else this.#isOver = true;
    runTask(task, () => runSafely(task.run, callback));
  }
}
