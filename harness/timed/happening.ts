/** What a simulation is made of: things that happen, and those who are told. */
import type { EngineRun } from '../engines/engine.ts';
import type { Step } from '../scheduler/step.ts';
import type { Timed } from './event-queue.ts';
import type { Simulation } from './simulation.ts';

/** Something that happens at an instant. */
export interface Happening extends Timed {
  /** Returns the step that the engine must execute, or null when that was all. */
  happen(simulation: Simulation): Step | null;
  /** Called when the engine has executed the step. */
  settled?(simulation: Simulation, step: Step): void;
}

/** Told of commits. */
export interface Listener {
  /** Changes of rows were committed, or have reached the binlog that is followed: these are new. */
  committed(simulation: Simulation, news: News): void;
}

/** What goes wrong with steps. */
export interface StepFaults {
  /** A step is about to take effect. */
  strike(step: Step): void;
  /** Whether the message is lost that the step would deliver. */
  loses(step: Step): boolean;
  /** Whether its client dies right after it. */
  kills(step: Step): boolean;
}

export type News = Pick<EngineRun, 'commits' | 'changes'>;
