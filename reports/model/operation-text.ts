/** An operation in words: what was asked, and what came of it. */
import type { TraceOperation } from '../../harness/result.ts';

/** `write item:1 = v2`, `message item:1`. */
export function operationText({ kind, key, value }: TraceOperation): string {
  const written = (kind === 'write' || kind === 'insert') && value !== null ? ` = ${value}` : '';
  const about = kind === 'message' ? value : key;
  return `${kind}${about === null ? '' : ` ${about}`}${written}`;
}

/** `returns v1`, `acknowledged`, `fails: …`. */
export function outcomeText({ kind, value, error }: TraceOperation): string {
  if (error !== null) return `fails: ${error}`;
  switch (kind) {
    case 'read':
      return `returns ${value ?? 'nothing'}`;
    case 'write':
    case 'insert':
    case 'delete':
      return 'acknowledged';
    default:
      return 'done';
  }
}
