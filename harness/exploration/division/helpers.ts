/**
 * Other hands for one exploration: threads, in practice. How they come to know the plan is not the harness's business;
 * they explore shares of the search, which are plain data, and hand back what they have counted, which is plain data too.
 */
import type { SearchState } from '../dpor/search.ts';
import type { Lessons } from '../policies/lessons.ts';
import type { SampleData } from '../verdict/sample.ts';
import type { TallyData } from '../verdict/tally.ts';

export interface Helpers {
  /** How many there will be. */
  readonly count: number;
  /** Asked between batches: the exploration has lasted so long that it pays to call them in. */
  isWorthwhile(): boolean;
  /** Calls them in. Each comes when it is prepared, if it comes at all: nobody waits for a helper that is on its way. */
  recruit(): readonly Promise<Helper>[];
  /** Asks for an early end of the shares in hand. */
  stop(): void;
}

export interface Helper {
  /** Explores the share, or a part of it when that would take long. One at a time. */
  explore(assignment: Assignment): Promise<ShareResult>;
}

/** A part of a search: the schedules with these numbers, those that begin with these prefixes, or what these searches come to. */
export type Share = NumberShare | PrefixShare | SearchShare;

export interface NumberShare {
  readonly kind: 'numbers';
  readonly from: number;
  /** Not included. */
  readonly to: number;
  /** What schedules are made from, beside their number; where it is missing, it has to be learned first. */
  readonly lessons?: Lessons;
}

export interface PrefixShare {
  readonly kind: 'prefixes';
  readonly prefixes: readonly Prefix[];
}

export interface SearchShare {
  readonly kind: 'searches';
  readonly searches: readonly SearchState[];
  /** Why this cannot be explored so, if that has turned out. */
  readonly unsuitable: string | null;
}

/** The schedules that follow `path` up to `depth` and take `choice` there. */
export interface Prefix {
  readonly path: readonly number[];
  readonly depth: number;
  readonly choice: number;
}

export interface Assignment {
  readonly share: Share;
  readonly sampleSize: number;
  /** Schedules with a larger digest are of no use to the sample any more. */
  readonly sampleBound: number;
}

export interface ShareResult {
  readonly tally: TallyData;
  readonly sample: SampleData;
  /** What the helper's observer has seen; null when it has none. */
  readonly observed: unknown;
  /** What of the share is still to be explored. */
  readonly rest: Share | null;
}
