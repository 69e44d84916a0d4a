/**
 * Matchers for what `explore` returns, for `expect.extend` of vitest and jest:
 *
 *     import { matchers } from 'stalemate/matchers';
 *     expect.extend(matchers);
 *
 * `stalemate/vitest` and `stalemate/jest` do so as a set-up file, and declare the types.
 */
import { resolve } from 'node:path';
import type { Anomaly } from '../harness/scenario.ts';
import { type Claim, CONVERGES, judge, MEETS_EXPECTATIONS, NEVER_STALE, never } from './claims.ts';
import { messageOf } from './message.ts';

/** What runners tell a matcher, as far as it is used here. */
interface MatcherContext {
  readonly isNot?: boolean | undefined;
  /** vitest's test, to which reports are attached. */
  readonly task?: { readonly context?: { readonly annotate?: Annotate } } | undefined;
}
type Annotate = (message: string, attachment: { path: string; contentType: string }) => Promise<unknown>;

/** What a matcher gives back, to vitest and jest alike. */
export interface Matched {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matchers as `expect(…)` has them. */
export interface StalemateMatchers<R = void> {
  /** No read, while all run or at rest, is answered with an older version than it had to be: `stale-read`, `read-your-writes`, `monotonic-reads`, `stale-at-rest`, `resurrected`. */
  toNeverServeStale(): R;
  /** When all have ended and all messages are delivered, every node serves the newest version: no `stale-at-rest`. */
  toConverge(): R;
  /** The anomaly shows in no schedule. */
  toNever(anomaly: Anomaly): R;
  /** The scenario's own `expect` and `thresholds` hold: the verdict is `pass`. */
  toMeetExpectations(): R;
}

/** Inconclusive explorations fail, also behind `.not`. */
export const matchers = {
  toNeverServeStale(this: MatcherContext, received: unknown): Matched {
    return match(this, received, NEVER_STALE);
  },
  toConverge(this: MatcherContext, received: unknown): Matched {
    return match(this, received, CONVERGES);
  },
  toNever(this: MatcherContext, received: unknown, anomaly: Anomaly): Matched {
    return match(this, received, never(anomaly));
  },
  toMeetExpectations(this: MatcherContext, received: unknown): Matched {
    return match(this, received, MEETS_EXPECTATIONS);
  },
};

function match(context: MatcherContext, received: unknown, claim: Claim): Matched {
  const isNot = context.isNot === true;
  const judged = judge(received, claim);
  const { verdict, exploration } = judged;
  const holds = verdict === (isNot ? 'fail' : 'pass');
  if (holds) return { pass: !isNot, message: () => '' };
  const saved = exploration.save();
  attach(context, judged.cell, saved.report);
  // Runners turn `pass` round behind `.not`.
  return { pass: isNot, message: () => messageOf(judged, saved, isNot) };
}

/** vitest 4 keeps attachments with the test, where its own reports show them. */
function attach({ task }: MatcherContext, cell: string, report: string): void {
  const attachment = { path: resolve(report), contentType: 'text/html' };
  task?.context?.annotate?.(`Stalemate's report of ${cell}`, attachment).catch(() => {});
}
