/** What `explore` was given cannot be explored. The message says what is wrong, where, and how to mend it. */
export class ExploreError extends Error {
  override readonly name = 'ExploreError';
}
