/** A result as lines of JSON, for tools that read one record at a time: first what holds for all, then a line for each cell. */
import type { Result } from '../../harness/result.ts';

export function ndjsonOf({ results, ...rest }: Result): string {
  const records = [{ type: 'result', ...rest }, ...results.map((cell) => ({ type: 'cell', ...cell }))];
  return `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;
}
