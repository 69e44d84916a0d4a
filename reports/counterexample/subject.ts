/** One counterexample, with what a reader must know who sees nothing else of the result. */
import type { Counterexample } from '../../harness/result.ts';
import type { Alternative } from '../model/alternative.ts';
import type { Cell, Failure } from '../model/summary.ts';

/** What is opened one failure at a time. */
export interface Detail extends Pick<Counterexample, 'trace' | 'recording' | 'regression'> {
  /** The same schedule under other strategies. */
  readonly alternatives?: readonly Alternative[];
}

export interface Subject extends Detail {
  /** Safe as the name of a file: `classic-race.cache-aside.stale-at-rest`. */
  readonly id: string;
  readonly anomaly: string;
  readonly scenario: string;
  readonly strategy: string;
  /** The argument, in sentences. */
  readonly because: string;
  /** The command that executes it again. */
  readonly replay: string;
  /** The version of Stalemate. */
  readonly stalemate: string;
}

/** `stale-at-rest: cache-aside in classic-race` */
export function titleOf({ anomaly, strategy, scenario }: Subject): string {
  return `${anomaly}: ${strategy} in ${scenario}`;
}

/** What the summary knows of it. */
export function subjectOf(failure: Failure, cell: Cell, stalemate: string): Omit<Subject, keyof Detail> {
  const { id, anomaly, because, replay } = failure;
  return { id, anomaly, scenario: cell.scenario, strategy: cell.strategy, because, replay, stalemate };
}
