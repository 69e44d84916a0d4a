/**
 * What SQL statements touch, with InnoDB's multi-versioning in mind: a plain SELECT reads what is committed, so it depends
 * on another transaction's COMMIT and not on its UPDATE; under REPEATABLE READ that is so for the read that creates the
 * snapshot alone. Statements that lock depend on each other through the locks, from their taking to their release.
 */
import type { MysqlReply, Request, RowId, StoreError } from '../engines/engine.ts';
import type { Catalogue } from '../engines/embedded/mysql/catalogue.ts';
import type { Reach } from '../engines/embedded/mysql/reach.ts';
import { reachOf } from '../engines/embedded/mysql/reach.ts';
import type { Access, Footprint } from './access.ts';
import { access, ANY, EVERYTHING } from './access.ts';

type LockReach = NonNullable<Reach['lock']>;
type MysqlRequest = Extract<Request, { store: 'mysql' }>;

/** What a connection's transaction has done so far. */
export class SqlSession {
  readonly catalogue: Catalogue;
  inTransaction = false;
  hasSnapshot = false;
  isolation = 'REPEATABLE READ';
  nextIsolation: string | null = null;
  /** Locks that it holds. */
  held: Access[] = [];
  /** Named locks that it has asked for. They outlive its transactions. */
  named: Access[] = [];
  /** Rows of the strategy's own tables that its transaction may have changed. */
  changed: Access[] = [];

  /** @param catalogue the tables of the run */
  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
  }

  begin(): void {
    this.inTransaction = true;
    this.hasSnapshot = false;
    this.held = [];
    this.changed = [];
  }

  end(): void {
    this.inTransaction = false;
    this.nextIsolation = null;
    this.held = [];
    this.changed = [];
  }
}

/** Where rows are not: what keeps others from inserting. */
const GAP = 'gap';

/**
 * @param isExecuted false: it is only pending, and the session stays as it is.
 * @param commitsRows ids of the rows of `items`, or of what is judged in its place, that the step committed.
 */
export function mysqlAccesses(
  request: MysqlRequest,
  reply: MysqlReply | StoreError | null,
  session: SqlSession,
  commitsRows: readonly RowId[],
  isExecuted: boolean,
): Footprint {
  const reach = reachOf(request.sql, request.params, request.prepared, session.catalogue);
  if (reach === null) return EVERYTHING;
  const implicit = request.begin ? ending(session, commitsRows) : [];
  if (request.begin && isExecuted) session.begin();
  const inTransaction = session.inTransaction || request.begin;
  const own = statementAccesses(reach, reply, session, inTransaction, commitsRows, isExecuted);
  return reach.readsTime ? [...implicit, ...own, access('read', 'clock')] : [...implicit, ...own];
}

function statementAccesses(
  reach: Reach,
  reply: MysqlReply | StoreError | null,
  session: SqlSession,
  inTransaction: boolean,
  commitsRows: readonly RowId[],
  isExecuted: boolean,
): Footprint {
  switch (reach.kind) {
    case 'nothing':
      return [];
    case 'isolation':
      if (isExecuted) setIsolation(session, reach);
      return [];
    case 'begin':
    case 'snapshot':
    case 'commit':
    case 'rollback': {
      const accesses = ending(session, commitsRows);
      if (isExecuted) endAnd(reach.kind, session);
      return reach.kind === 'snapshot' ? [...accesses, access('read', 'rows')] : accesses;
    }
    case 'named-lock':
      return namedLockAccesses(reach.lock!, session, isExecuted);
    case 'read':
      return readAccesses(reach, session, inTransaction, isExecuted);
    default: {
      if (reach.table !== undefined)
        return ownTableAccesses(reach, reach.table, reply, session, inTransaction, isExecuted);
      const locks = locksOf(reach, reply);
      if (inTransaction && isExecuted) session.held.push(...locks);
      if (inTransaction) return locks;
      const rows = isExecuted ? commitsRows : reach.ids;
      return [...locks, ...committing(rows)];
    }
  }
}

function namedLockAccesses(
  { function: name, ...lock }: LockReach,
  session: SqlSession,
  isExecuted: boolean,
): Footprint {
  if (name === 'release_all_locks') return [...session.named];
  const own = access(name === 'is_free_lock' ? 'read' : 'write', 'names', lock.name ?? ANY);
  if (name === 'get_lock' && isExecuted) session.named.push(own);
  return [own];
}

/** The release of all locks on rows, and the rows that others see from now on. */
function ending(session: SqlSession, commitsRows: readonly RowId[]): Access[] {
  return [...session.held, ...committing(commitsRows), ...committingRows(session.changed)];
}

/**
 * The end of a wait that has taken too long. What a statement had locked before it came to wait is not told, so it may be any
 * row; a call of a named lock has waited for that alone.
 */
export function endOfWait(waiting: MysqlRequest | undefined, session: SqlSession): Footprint {
  const asked = waiting === undefined ? [] : mysqlAccesses(waiting, null, session, [], false);
  const isNamed = asked.length > 0 && asked.every(({ space }) => space === 'names');
  return [...(isNamed ? asked : [...session.held, access('write', 'locks')]), access('write', 'waits')];
}

/** As for `items`; but what it has committed is not told, so all that a transaction may have changed counts. */
function ownTableAccesses(
  reach: Reach,
  table: string,
  reply: MysqlReply | StoreError | null,
  session: SqlSession,
  inTransaction: boolean,
  isExecuted: boolean,
): Footprint {
  const { kind } = reach;
  const ids = reach.ids === 'all' ? generatedIds(kind, reply) : reach.ids;
  const locks = rowAccesses('locks', kind === 'shared-lock' ? 'read' : 'write', ids, table);
  // Where rows come, go, or are looked for in vain, others may want to insert; who counts up, does so in an order.
  if (ids !== 'all' && (kind !== 'update' || countOf(reply) < ids.length))
    locks.push(access(kind === 'insert' && reach.ids !== 'all' ? 'add' : 'write', 'locks', table, GAP));
  const changed = kind === 'lock' || kind === 'shared-lock' ? [] : rowAccesses('rows', 'write', ids, table);
  if (!inTransaction) return [...locks, ...committingRows(changed)];
  if (isExecuted) {
    session.held.push(...locks);
    session.changed.push(...changed);
  }
  return locks;
}

/** The number that the table gave to the one row that was inserted. */
function generatedIds(kind: Reach['kind'], reply: MysqlReply | StoreError | null): readonly number[] | 'all' {
  if (kind !== 'insert' || reply?.kind !== 'ok') return 'all';
  return reply.affectedRows === 1 && reply.insertId > 0 ? [reply.insertId] : 'all';
}

function countOf(reply: MysqlReply | StoreError | null): number {
  return reply?.kind === 'ok' ? reply.affectedRows : 0;
}

function committingRows(rows: readonly Access[]): Access[] {
  return rows.length === 0 ? [] : [...rows, access('write', 'binlog')];
}

/** What a commit of these rows touches: the rows, and the end of the binlog. */
export function committing(ids: readonly RowId[] | 'all'): Access[] {
  return committingRows(rowAccesses('rows', 'write', ids));
}

function endAnd(kind: 'begin' | 'snapshot' | 'commit' | 'rollback', session: SqlSession): void {
  if (kind === 'commit' || kind === 'rollback') return session.end();
  session.begin();
  session.hasSnapshot = kind === 'snapshot';
}

function readAccesses(reach: Reach, session: SqlSession, inTransaction: boolean, isExecuted: boolean): Footprint {
  const isolation = session.nextIsolation ?? session.isolation;
  if (inTransaction && isolation === 'REPEATABLE READ') {
    if (session.hasSnapshot) return [];
    if (isExecuted) session.hasSnapshot = true;
    return [access('read', 'rows')];
  }
  return rowAccesses('rows', 'read', reach.ids, reach.table);
}

function locksOf({ kind, ids }: Reach, reply: MysqlReply | StoreError | null): Access[] {
  const mode = kind === 'shared-lock' ? 'read' : 'write';
  const locks = rowAccesses('locks', mode, ids);
  if (ids === 'all') return locks;
  // Who finds nothing, or removes a row, is about the place where others may insert.
  const foundNothing =
    reply === null ||
    !('kind' in reply) ||
    (reply.kind === 'ok' && reply.affectedRows < ids.length) ||
    (reply.kind === 'rows' && reply.rows.length < ids.length) ||
    reply.kind === 'error';
  return foundNothing || kind === 'delete' ? [...locks, access(mode, 'locks', GAP)] : locks;
}

/** @param table one of the strategy's own. Without it all rows are those of all tables: of `items` alone there is no name. */
function rowAccesses(
  space: 'rows' | 'locks',
  mode: 'read' | 'write',
  ids: readonly RowId[] | 'all',
  table?: string,
): Access[] {
  if (ids === 'all') return [access(mode, space, table)];
  return ids.map((id) =>
    table === undefined ? access(mode, space, String(id)) : access(mode, space, table, String(id)),
  );
}

function setIsolation(session: SqlSession, { isolation }: Reach): void {
  if (isolation!.isForSession) session.isolation = isolation!.level;
  else session.nextIsolation = isolation!.level;
}
