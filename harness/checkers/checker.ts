/** A checker judges a history. It never says a bare boolean, and it never says `ok` of what it could not judge. */
import type { Facts, ReadFact, Version } from './facts.ts';

export type CheckResult =
  | { readonly kind: 'ok' }
  | { readonly kind: 'violation'; readonly violation: Violation }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The smallest set of facts that proves the anomaly; the sentences are made from it (because.ts). */
export interface Violation {
  readonly read: ReadFact;
  /** The version that the read had to return, or a newer one; null for a value that was never committed. */
  readonly expected: Version | null;
  /**
   * Why that version: its write was acknowledged, the same session wrote it or had read it, all had ended, the row was
   * deleted; it was to be kept, and was not; or it was to be loaded from MySQL once, and was more often.
   */
  readonly obligation:
    | 'acknowledged'
    | 'own-write'
    | 'own-read'
    | 'at-rest'
    | 'committed'
    | 'deleted'
    | 'kept'
    | 'loaded-once'
    | 'outlived';
  /**
   * The earlier operation of the same session, for the session guarantees. Of a lost update: the write that overwrote the
   * expected version; where there is none, the write that MySQL never got. Of a herd: the first read that loaded the version.
   */
  readonly earlier?: ReadFact['operation'];
}

export interface Checker {
  /** What it proves, in one sentence. */
  readonly title: string;
  check(facts: Facts): CheckResult;
}

export const OK: CheckResult = { kind: 'ok' };
