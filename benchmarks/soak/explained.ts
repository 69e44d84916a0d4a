/**
 * Every kind of difference between the engines that is known, with its reason. What is not in this list fails the soak's
 * test: mend the embedded engine, or say here why it cannot be mended.
 */
import type { Run } from '../../harness/scheduler/run.ts';
import type { Step } from '../../harness/scheduler/step.ts';

export interface DifferingRuns {
  readonly embedded: Run;
  readonly real: Run;
}

export interface Explanation {
  readonly because: string;
  readonly fits: (runs: DifferingRuns) => boolean;
  /**
   * Statements that show it, by session, where it does not depend on chance: the last one waits on the real servers
   * alone. A test executes them, so that no explanation outlives its difference.
   */
  readonly shownBy?: readonly (readonly [session: number, sql: string])[];
}

const DELETES = /^\s*(?:delete|replace)\b/i;
const LOCKS_BY_RANGE =
  /^\s*select\s+id\s+from\s+items\s+where\s+id\s*(?:[<>]|between).*\b(?:for\s+(?:update|share)|lock\s+in)\b/is;

export const EXPLAINED: Readonly<Record<string, Explanation>> = {
  'not purged yet': {
    because:
      'A deleted row stays in the index, and can be locked there, until InnoDB’s purge has come by, which happens in ' +
      'real time in the background; the embedded engine takes it away with the commit.',
    fits: ({ embedded, real }) => isAboutLocks({ embedded, real }) && hasStatement(embedded, DELETES),
  },
  'covering scan': {
    because:
      'A locking SELECT of nothing but the key, by a range: in a table of so few rows MySQL reads the whole index ' +
      '(EXPLAIN: index) and locks all of it. In a table of production size it reads the range, as the embedded engine does.',
    fits: ({ embedded, real }) => isAboutLocks({ embedded, real }) && hasStatement(embedded, LOCKS_BY_RANGE),
    shownBy: [
      [1, 'BEGIN'],
      [1, 'SELECT id FROM items WHERE id BETWEEN 2 AND 3 FOR SHARE'],
      [2, "UPDATE items SET value = 'new' WHERE id = 1"],
    ],
  },
};

/** The name of the explanation that fits; null for a difference that nobody has explained. */
export function explanationOf(runs: DifferingRuns): string | null {
  return Object.keys(EXPLAINED).find((name) => EXPLAINED[name]!.fits(runs)) ?? null;
}

/** The first step that is not the same on both waits on one of them, or was let go at another time. */
function isAboutLocks({ embedded, real }: DifferingRuns): boolean {
  const i = embedded.steps.findIndex((step, position) => waitOf(step) !== waitOf(real.steps[position]));
  const differs = embedded.steps.findIndex((step, position) => replyOf(step) !== replyOf(real.steps[position]));
  return i >= 0 && (differs < 0 || i <= differs) && embedded.steps[i]!.store === 'mysql';
}

function waitOf(step: Step | undefined): string {
  return step === undefined ? '' : `${step.state} ${step.blockedBy} ${step.grantedAt}`;
}

function replyOf(step: Step | undefined): string {
  return step === undefined ? '' : JSON.stringify([step.label, step.reply]);
}

function hasStatement({ steps }: Run, pattern: RegExp): boolean {
  return steps.some(({ request }) => request?.store === 'mysql' && pattern.test(request.sql));
}
