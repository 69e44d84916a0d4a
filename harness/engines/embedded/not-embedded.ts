import type { Refusal } from '../refused-sql.ts';

/**
 * Thrown for a command, a statement or a combination that the real server knows and the embedded engine does not.
 * Never guessed, never skipped: a wrong answer would be worse than none.
 */
export class NotEmbedded extends Error {
  override readonly name = 'NotEmbedded';

  /**
   * @param what names it in the store's words: `SELECT … GROUP BY`, `BLPOP`
   * @param refusal why the real engine declines it, too
   */
  constructor(what: string, refusal: Refusal | null = null) {
    super(
      refusal === null
        ? `The embedded engine does not know ${what}. Fix: run with --on real`
        : `No engine runs ${what}: ${refusal.because}. Fix: ${refusal.fix}`,
    );
  }
}
