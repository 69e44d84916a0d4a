/**
 * Threads that help to explore (worker.ts is what runs in them). They are started when the first exploration turns out to
 * be long, serve all cells of a command, and end with it.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Part } from '../harness/exploration/fuzz/part.ts';
import type { Assignment, Helper, Helpers, ShareResult } from '../harness/exploration/division/helpers.ts';
import type { Scenario, StrategyUse } from '../harness/scenario.ts';
import type { TimedHelper } from '../harness/timed/cell.ts';
import type { Simulated } from '../harness/timed/simulate.ts';
import { renewGrowth, SMALL_YOUNG_GENERATION_MB } from '../harness/young-generation.ts';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';

export interface Cell {
  readonly scenario: Scenario;
  readonly use: StrategyUse;
  /** The cell is fuzzed, and this part of a round comes next. */
  readonly part?: Part;
}

export type Request = { readonly id: number } & (
  | { readonly kind: 'prepare'; readonly cell: Cell }
  | { readonly kind: 'explore'; readonly assignment: Assignment }
  /** A run of a load, by its number. */
  | { readonly kind: 'simulate'; readonly number: number }
);

/** What a request of each kind comes to. */
export interface Results {
  readonly prepare: null;
  readonly explore: ShareResult;
  readonly simulate: Simulated | null;
}
type AnyResult = Results[keyof Results];

export type Reply = { readonly id: number } & ({ readonly result: AnyResult } | { readonly error: SentError });

/** An error loses its class on the way from thread to thread. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Of an error that is meant for people. */
  readonly exitCode: number | null;
}

/** What a thread is born with: its first element is 1 while shares are to end early. */
export interface WorkerData {
  readonly stop: Int32Array;
}

/** About what a thread takes to load its code. What has lasted as long as that will often last longer; what has not, not. */
const ARRIVAL_MS = 300;
/** What it takes when the code is loaded: 1 to 2 ms, more for the first cells. */
const PREPARATION_MS = 3;

export class Workers {
  readonly #count: number;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  readonly #threads: Thread[] = [];

  /** @param count how many, beside the main thread */
  constructor(count: number) {
    this.#count = count;
  }

  /** For a cell that begins now. */
  helpersFor(cell: Cell): Helpers | undefined {
    if (this.#count === 0) return undefined;
    const began = performance.now();
    return {
      count: this.#count,
      isWorthwhile: () => performance.now() - began > (this.#threads.length === 0 ? ARRIVAL_MS : PREPARATION_MS),
      recruit: () => this.#summon().map((thread) => thread.prepare(cell)),
      stop: () => this.stop(),
    };
  }

  /** For the runs of a load, which are worth a thread from the first on. */
  simulatorsFor(cell: Cell): readonly TimedHelper[] {
    return this.#summon().map((thread) => {
      const prepared = thread.prepare(cell);
      // Whoever asks for the first run is told.
      prepared.catch(() => {});
      return { simulate: async (number) => (await prepared).simulate(number) };
    });
  }

  #summon(): readonly Thread[] {
    Atomics.store(this.#stop, 0, 0);
    while (this.#threads.length < this.#count) this.#threads.push(new Thread({ stop: this.#stop }));
    return this.#threads;
  }

  /** Asks for an early end of what is in hand. */
  stop(): void {
    Atomics.store(this.#stop, 0, 1);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

type Settle = { readonly resolve: (result: never) => void; readonly reject: (error: unknown) => void };

class Thread implements Helper, TimedHelper {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Settle>();
  #requests = 0;
  #death: Error | null = null;

  constructor(workerData: WorkerData) {
    // Its file ends as ours does: `.ts` where the sources themselves are executed.
    this.#worker = new Worker(new URL(`./worker${extname(import.meta.url)}`, import.meta.url), {
      workerData,
      // Also while that of the main thread may grow.
      resourceLimits: { maxYoungGenerationSizeMb: SMALL_YOUNG_GENERATION_MB },
    });
    this.#worker.once('online', renewGrowth);
    this.#worker.on('message', (reply: Reply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#die(error));
    this.#worker.on('exit', (code) => this.#die(new Error(`it left with exit code ${code}`)));
  }

  async prepare(cell: Cell): Promise<this> {
    await this.#ask<'prepare'>({ kind: 'prepare', cell });
    return this;
  }

  async explore(assignment: Assignment): Promise<ShareResult> {
    return this.#ask<'explore'>({ kind: 'explore', assignment });
  }

  async simulate(number: number): Promise<Simulated | null> {
    return this.#ask<'simulate'>({ kind: 'simulate', number });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask<Kind extends keyof Results>(request: DistributiveOmit<Request, 'id'>): Promise<Results[Kind]> {
    return new Promise((resolve, reject) => {
      if (this.#death !== null) return reject(this.#death);
      const id = this.#requests++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...request, id });
    });
  }

  #settle(reply: Reply): void {
    const { resolve, reject } = this.#waiting.get(reply.id)!;
    this.#waiting.delete(reply.id);
    if ('result' in reply) resolve(reply.result as never);
    else reject(errorOf(reply.error));
  }

  #die(cause: Error): void {
    this.#death ??= new CliError(
      `a worker thread ended before its work was done: ${cause.message}. ` +
        'Fix: run with --workers 1; if it was short of memory, also with NODE_OPTIONS=--max-old-space-size=4096.',
      exitCodes.internal,
    );
    for (const { reject } of this.#waiting.values()) reject(this.#death);
    this.#waiting.clear();
  }
}

function errorOf({ name, message, stack, exitCode }: SentError): Error {
  return exitCode === null ? Object.assign(new Error(message), { name, stack }) : new CliError(message, exitCode);
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;
