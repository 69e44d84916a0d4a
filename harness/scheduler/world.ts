/**
 * The process that unmodified code of a service believes to run in. Strategies have handles for time and stores, and what
 * they do beside them has escaped; a service has globals and sockets, and the guards hand those to its world.
 */
import type { Duplex } from 'node:stream';
import type { Actor } from './actor.ts';
import type { Background } from './background.ts';
import type { Run } from './run.ts';
import type { Step } from './step.ts';
import type { ServiceSetup } from '../../strategies/adapt.ts';
import type { StrategyInstance } from '../../strategies/strategy.ts';

export interface World {
  readonly background: Background;
  /** One for each node, made when the run begins. */
  instanceOf(node: number): StrategyInstance;
  /** A timer of the code that is running: its end is a step of whoever has set it. Returns what `setTimeout` would. */
  setTimer(callback: () => void, ms: number, repeats: boolean): object;
  /** A connection to one of the run's stores; null: that is not where it goes to. */
  connect(host: string, port: number): Duplex | null;
  /** The callback, to be run on behalf of whoever is running now. */
  bind(callback: () => void): () => void;
  /** Time may pass: intervals that have something to look at again become due. */
  rearm(): void;
  /** The step waits for a lock: says which actor holds it, by its connection. */
  noteWait(step: Step): void;
  /** The run is over. What has not come to its end fails, so that nothing of it is left in variables that runs share. */
  end(): void;
  /** The actor has died. Returns the session that ends with it; null: it had none of its own. */
  crashed(actor: Actor): number | null;
}

export type WorldFactory = (run: Run) => World;

export type WorldMaker = (setup: ServiceSetup, options: unknown) => WorldFactory;

let makeWorlds: WorldMaker | null = null;

/** To be called by what has the clients: they are half of all code, and strategies need none of them. */
export function provideWorlds(maker: WorldMaker): void {
  makeWorlds = maker;
}

export function worldsOf(setup: ServiceSetup, options: unknown): WorldFactory {
  if (makeWorlds === null) throw new Error('code of a service needs harness/service/world.ts to be loaded');
  return makeWorlds(setup, options);
}
