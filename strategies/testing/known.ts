/** What is known of each built-in strategy: the order in which it writes, and what it allows in the standard scenarios, and why. */
import type { Anomaly } from '../../harness/scenario.ts';
import type { StrategyName } from '../registry.ts';
import { binlog } from './known-binlog.ts';
import { deletes } from './known-deletes.ts';
import { guarded } from './known-guarded.ts';
import { local } from './known-local.ts';
import { outbox } from './known-outbox.ts';
import { processes } from './known-processes.ts';
import { replica } from './known-replica.ts';
import { sets } from './known-sets.ts';
import { tolerant } from './known-tolerant.ts';

/** The files of `scenarios/standard/`. */
export type Standard =
  | 'cold-1w1r'
  | 'cold-1w2r'
  | 'warm-1w2r'
  | 'cold-2w1r'
  | 'eviction'
  | 'writer-crash'
  | 'lagging-replica'
  | 'replica-eviction';

export interface Known {
  /** The steps of a write that is alone, and of what follows from it. */
  readonly writes: string;
  /** The scenarios that do not name it, and why. */
  readonly exempt?: Readonly<Partial<Record<Standard, string>>>;
  /** What it shows where; everything else it must not show. */
  readonly allows: Readonly<Partial<Record<Standard, Readonly<Partial<Record<Anomaly, string>>>>>>;
}

export const known: Readonly<Record<StrategyName, Known>> = {
  ...deletes,
  ...sets,
  ...binlog,
  ...outbox,
  ...guarded,
  ...replica,
  ...processes,
  ...local,
  ...tolerant,
};
