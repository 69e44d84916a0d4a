/** Every anomaly at every level, on one engine or on both, held against the literature and against each other. */
import { isDeepStrictEqual } from 'node:util';
import { NotEmbedded } from '../engines/embedded/not-embedded.ts';
import type { Engine } from '../engines/engine.ts';
import { type Anomaly, isAllowed, type Level } from './anomaly.ts';
import { perform, type Performance } from './perform.ts';
import { outcomeInWords, turnInWords } from './words.ts';

export interface Cell {
  readonly anomaly: Anomaly;
  readonly level: Level;
  /** What the literature says: the level allows it. */
  readonly isAllowed: boolean;
  /** Null where nothing was executed: the embedded engine does not have the level, or was not asked. */
  readonly embedded: Performance | null;
  readonly real: Performance | null;
  /** The first statement at which the engines differ, in words; null when none does, or only one was asked. */
  readonly difference: string | null;
}

export interface MatrixEngines {
  readonly embedded: Engine | null;
  readonly real: Engine | null;
}

/** Leaves out the cells that no engine has, and ends with those that it has when an engine fails. */
export async function isolationMatrix(
  anomalies: readonly Anomaly[],
  levels: readonly Level[],
  engines: MatrixEngines,
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const anomaly of anomalies) {
    for (const level of levels) {
      const [embedded, real] = await performOnBoth(anomaly, level, engines);
      if (engines.real?.failure) return cells;
      if (embedded === null && real === null) continue;
      const difference = embedded === null || real === null ? null : differenceBetween(embedded, real);
      cells.push({ anomaly, level, isAllowed: isAllowed(anomaly, level), embedded, real, difference });
    }
  }
  return cells;
}

async function performOnBoth(
  anomaly: Anomaly,
  level: Level,
  engines: MatrixEngines,
): Promise<readonly [Performance | null, Performance | null]> {
  const embedded = await performIfKnown(anomaly, level, engines.embedded);
  const real = performIfKnown(anomaly, level, engines.real);
  return [embedded, await real.catch((error: unknown) => (engines.real?.failure ? null : Promise.reject(error)))];
}

async function performIfKnown(anomaly: Anomaly, level: Level, engine: Engine | null): Promise<Performance | null> {
  try {
    return engine === null ? null : await perform(anomaly, level, engine);
  } catch (error) {
    if (error instanceof NotEmbedded) return null;
    throw error;
  }
}

/** What was executed. Where both engines were asked, the real one counts. */
export function performanceOf({ embedded, real }: Cell): Performance {
  return (real ?? embedded) as Performance;
}

/** The engines agree with the literature and with each other. */
export function isAsExpected({ isAllowed: expected, embedded, real, difference }: Cell): boolean {
  return difference === null && [embedded, real].every((one) => one === null || one.happened === expected);
}

/** In words; null when both came to the same, statement by statement. */
export function differenceBetween(embedded: Performance, real: Performance): string | null {
  for (let i = 0; i < Math.max(embedded.turns.length, real.turns.length); i++) {
    const [ours, theirs] = [embedded.turns[i], real.turns[i]];
    if (isDeepStrictEqual(ours, theirs)) continue;
    const [a, b] = [ours, theirs].map((turn) => (turn === undefined ? 'nothing' : turnInWords(turn)));
    return `statement ${i + 1}: embedded ${a}, real ${b}`;
  }
  if (isDeepStrictEqual(embedded.final, real.final)) return null;
  return `the table at the end: embedded ${outcomeInWords(embedded.final)}, real ${outcomeInWords(real.final)}`;
}
