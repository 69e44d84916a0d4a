/**
 * Thrown for a command, a statement or a combination that the real server knows and the embedded engine does not.
 * Never guessed, never skipped: a wrong answer would be worse than none.
 */
export class NotEmbedded extends Error {
  override readonly name = 'NotEmbedded';

  /** @param what names it in the store's words: `SELECT … GROUP BY`, `BLPOP`. */
  constructor(what: string) {
    super(`The embedded engine does not know ${what}. Fix: run with --on real`);
  }
}
