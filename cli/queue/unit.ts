/**
 * A unit of work: what a worker is asked for, and what it answers. Both are plain data, and the answer depends on the unit
 * alone, so that it does not matter who executes it, and how often.
 */
import type { ServerNeeds } from '../../harness/engines/real/servers.ts';
import type { NumberShare } from '../../harness/exploration/division/helpers.ts';
import type { Piece, PieceData } from '../../harness/exploration/fuzz/pieces.ts';
import type { CellResult, Result } from '../../harness/result.ts';
import type { ExplorePlan, Scenario, StrategyUse } from '../../harness/scenario.ts';
import { isModulePath } from '../../scenarios/strategy-name.ts';
import type { Budget } from '../fuzz/budget.ts';
import type { SavedFailure } from '../fuzz/corpus.ts';
import type { FuzzCell } from '../fuzz/tasks.ts';
import { resolveStrategies } from '../strategies.ts';
import type { Identity } from './identity.ts';
import { local, portable } from './identity.ts';

export const MODES = ['embedded', 'real', 'twin'] as const;
/** Where a unit is executed. Each mode has a queue of its own, so that a worker meets no unit that it has no servers for. */
export type Mode = (typeof MODES)[number];

/** Schedules of a unit: about half a second of work, so that what a unit costs beside them does not count. */
export const UNIT_SIZES: Readonly<Record<Mode, number>> = { embedded: 20_000, twin: 20_000, real: 1_000 };

/** A cell as it travels: a strategy by its name, or by a path that another machine understands. */
export type SentCell =
  | { readonly kind: 'file'; readonly scenario: Scenario; readonly use: StrategyUse }
  | { readonly kind: 'generated'; readonly use: StrategyUse; readonly explore: ExplorePlan };

/** Fuzzes a whole cell. */
export interface CellUnit {
  readonly kind: 'cell';
  readonly cell: SentCell;
  readonly budget: Budget;
  /** Of the publisher; only the names of the files that come back begin with it. */
  readonly corpus: string;
  /** Those of this cell. */
  readonly saved: readonly SavedFailure[];
}

/** Explores the first rounds of a cell. */
export interface OpeningUnit {
  readonly kind: 'opening';
  readonly cell: SentCell;
  /** How many schedules. */
  readonly runs: number;
  readonly sampleSize: number;
}

/** Explores a piece of a later round. */
export interface PieceUnit {
  readonly kind: 'piece';
  readonly cell: SentCell;
  readonly piece: Piece;
  /** After so many schedules it ends as soon as there is a rest that others could explore. */
  readonly atMost: number;
  readonly sampleSize: number;
}

/** Says what all that was explored of a cell comes to: shrinks failures, and asks the real servers where there are some. */
export interface FinishUnit extends Omit<CellUnit, 'kind'> {
  readonly kind: 'finish';
  readonly found: Found;
}

/** The sum of all pieces of a cell. */
export interface Found extends PieceData {
  readonly isOutOfTime: boolean;
  readonly isStopped: boolean;
}

export type Unit = CellUnit | OpeningUnit | PieceUnit | FinishUnit;

/** What it takes to execute the units of a session. */
export interface Requirements {
  readonly identity: Identity;
  readonly mode: Mode;
  readonly needs: ServerNeeds;
}

/** What a job holds. */
export interface UnitData {
  readonly session: string;
  readonly unit: string;
  /** For people. */
  readonly name: string;
  readonly requirements: Requirements;
  /** The unit, encoded. */
  readonly work: string;
}

export interface CellAnswer {
  readonly cell: CellResult;
  /** To be written where the publisher is. */
  readonly files: readonly { readonly file: string; readonly text: string }[];
  readonly servers: Result['servers'];
  readonly unconfirmed: readonly string[];
}

export interface PieceAnswer extends PieceData {
  /** What of the piece is left to do. */
  readonly rest: NumberShare | null;
}

export interface Answers {
  cell: CellAnswer;
  finish: CellAnswer;
  opening: PieceAnswer;
  piece: PieceAnswer;
}

export type Answer = Answers[Unit['kind']];

export function sent(cell: FuzzCell): SentCell {
  const use = sentUse(cell.strategy.use);
  if (cell.kind === 'generated') return { kind: 'generated', use, explore: cell.explore };
  const { scenario } = cell;
  return { kind: 'file', scenario: { ...scenario, strategies: scenario.strategies.map(sentUse) }, use };
}

/** @throws CliError when the strategy cannot be loaded here */
export async function received(cell: SentCell): Promise<FuzzCell> {
  const use = receivedUse(cell.use);
  if (cell.kind === 'generated') {
    const nowhere = { file: '--strategy', actors: [], rows: {}, replicas: 0, strategies: [], faults: [] };
    const [strategy] = await resolveStrategies(nowhere, [use]);
    return { kind: 'generated', strategy: strategy!, explore: cell.explore };
  }
  const scenario = { ...cell.scenario, strategies: cell.scenario.strategies.map(receivedUse) };
  const [strategy] = await resolveStrategies(scenario, [use]);
  return { kind: 'file', scenario, strategy: strategy! };
}

function sentUse(use: StrategyUse): StrategyUse {
  return isModulePath(use.use) ? { ...use, use: portable(use.use) } : use;
}

function receivedUse(use: StrategyUse): StrategyUse {
  return isModulePath(use.use) ? { ...use, use: local(use.use) } : use;
}
