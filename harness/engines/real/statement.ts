/** What the engine must know of an SQL text before it sends it. Everything it learns afterwards, it learns from MySQL. */
import { lockCallOf } from '../named-locks.ts';
import type { LockCall } from '../named-locks.ts';
import { bareSql, refusalOf } from '../refused-sql.ts';
import { NotSupported } from './errors.ts';

export interface Statement {
  /**
   * `read`: a SELECT that takes no row locks. `write`: may change rows. `settings`: SET. `other`: nothing is known, so
   * it is treated as one that may lock, change and commit.
   */
  readonly kind:
    | 'read'
    | 'locking-read'
    | 'write'
    | 'begin'
    | 'commit'
    | 'rollback'
    | 'settings'
    | 'named-lock'
    | 'other';
  /** Of a `named-lock`: the call that it is. */
  readonly lockCall?: LockCall;
  /** It asks for the time at which it is executed, which some servers do not take from us: see `Session`. */
  readonly readsSysdate: boolean;
}

const SYSDATE = /\bsysdate(?=\s*\()/i;
const LOCKING = /\bfor\s+(update|share)\b|\block\s+in\s+share\s+mode\b/i;

const KINDS: Readonly<Record<string, Statement['kind']>> = {
  select: 'read',
  show: 'read',
  explain: 'read',
  describe: 'read',
  desc: 'read',
  table: 'read',
  values: 'read',
  insert: 'write',
  update: 'write',
  delete: 'write',
  replace: 'write',
  begin: 'begin',
  commit: 'commit',
  rollback: 'rollback',
  set: 'settings',
};

const known = new Map<string, Statement>();
const KNOWN_MAX = 10_000;

/** Throws `NotSupported` for a statement that would leave the run. */
export function classify(sql: string): Statement {
  let statement = known.get(sql);
  if (statement === undefined) {
    statement = parse(bareSql(sql), lockCallOf(sql));
    // Values spelled into the text make every statement a new one.
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(sql, statement);
  }
  return statement;
}

function parse(sql: string, lockCall: LockCall | null): Statement {
  const refusal = refusalOf(sql);
  if (refusal !== null) throw new NotSupported(refusal.what, `${refusal.because}. Fix: ${refusal.fix}`);
  const readsSysdate = SYSDATE.test(sql);
  return lockCall === null ? { kind: kindOf(sql), readsSysdate } : { kind: 'named-lock', lockCall, readsSysdate };
}

function kindOf(sql: string): Statement['kind'] {
  const verb = /^[a-z]+/i.exec(sql)?.[0].toLowerCase() ?? '';
  if (verb === 'start') return 'begin';
  // ROLLBACK TO SAVEPOINT keeps the transaction.
  if (verb === 'rollback' && /^rollback\s+(work\s+)?to\b/i.test(sql)) return 'other';
  if (verb === 'with') return /\b(update|delete)\b/i.test(sql) ? 'write' : 'read';
  const kind = KINDS[verb] ?? 'other';
  return kind === 'read' && LOCKING.test(sql) ? 'locking-read' : kind;
}
