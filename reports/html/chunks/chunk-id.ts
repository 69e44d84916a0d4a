/** The id of the element that holds the trace of a failure. */
export function chunkId(failure: string): string {
  return `trace:${failure}`;
}
