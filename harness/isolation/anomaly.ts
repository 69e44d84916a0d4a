/**
 * An isolation anomaly, as a schedule that shows it if the isolation level allows it. After Martin Kleppmann's
 * Hermitage (https://github.com/ept/hermitage), whose statements and comments a person runs and compares by hand.
 */

/** From the weakest to the strongest. */
export const LEVELS = ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'] as const;
export type Level = (typeof LEVELS)[number];

/** One statement of one session. Where it reads, `as` names what it read, for `happened`. */
export interface Line {
  readonly session: number;
  readonly sql: string;
  readonly as: string | null;
}

/** Row id → `version`, the number that the schedules play with. */
export type Numbers = ReadonlyMap<number, number>;

/** What a schedule came to, as far as the verdict depends on it. */
export interface Observation {
  /** What the SELECT of this name returned; empty when it failed, or never came. */
  read(name: string): Numbers;
  /** How many rows the session's statements found and wrote. */
  written(session: number): number;
  /** No statement of the session failed. */
  committed(session: number): boolean;
  /** What the table holds when all have ended. */
  readonly final: Numbers;
}

export interface Anomaly {
  /** The literature's name, with what is different about this schedule: `P4`, `P4-for-update`. */
  readonly name: string;
  readonly title: string;
  /** What goes wrong, in one sentence. */
  readonly means: string;
  /** The strongest level that allows it, by the literature and MySQL's manual; null: none does. */
  readonly allowedUpTo: Exclude<Level, 'SERIALIZABLE'> | null;
  /** Each session's transaction begins before the first line. Who has to wait says the rest of its lines later. */
  readonly schedule: readonly Line[];
  /** Holds for no serial order of the transactions, so that it may be asked of any order of the statements. */
  happened(observation: Observation): boolean;
}

const LINE = /^T(\d+): (.+?)(?: -- (\w+))?$/;

/** Reads a schedule, one statement a line: `T1: SELECT id, version FROM items -- seen`. */
export function scheduleOf(text: string): readonly Line[] {
  const lines = text.trim().split('\n');
  return lines.map((line) => {
    const [, session, sql, as] = LINE.exec(line.trim()) ?? [];
    if (session === undefined || sql === undefined) throw new Error(`not a line of a schedule: ${line}`);
    return { session: Number(session), sql, as: as ?? null };
  });
}

/** Whether the literature says that the level allows it. */
export function isAllowed({ allowedUpTo }: Anomaly, level: Level): boolean {
  return allowedUpTo !== null && LEVELS.indexOf(level) <= LEVELS.indexOf(allowedUpTo);
}
