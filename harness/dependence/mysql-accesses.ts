/**
 * What SQL statements touch, with InnoDB's multi-versioning in mind: a plain SELECT reads what is committed, so it depends
 * on another transaction's COMMIT and not on its UPDATE; under REPEATABLE READ that is so for the read that creates the
 * snapshot alone. Statements that lock depend on each other through the locks, from their taking to their release.
 */
import type { MysqlReply, Request, StoreError } from '../engines/engine.ts';
import type { Reach } from '../engines/embedded/mysql/reach.ts';
import { reachOf } from '../engines/embedded/mysql/reach.ts';
import type { Access, Footprint } from './access.ts';
import { access, EVERYTHING } from './access.ts';

type MysqlRequest = Extract<Request, { store: 'mysql' }>;

/** What a connection's transaction has done so far. */
export class SqlSession {
  inTransaction = false;
  hasSnapshot = false;
  isolation = 'REPEATABLE READ';
  nextIsolation: string | null = null;
  /** Locks that it holds. */
  held: Access[] = [];
  /** Tables of the strategy's own that its transaction may have changed. */
  readonly changed = new Set<string>();

  begin(): void {
    this.inTransaction = true;
    this.hasSnapshot = false;
  }

  end(): void {
    this.inTransaction = false;
    this.nextIsolation = null;
    this.held = [];
    this.changed.clear();
  }
}

/** Where rows are not: what keeps others from inserting. */
const GAP = 'gap';

/**
 * @param isExecuted false: it is only pending, and the session stays as it is.
 * @param commitsRows ids of the rows that the step committed.
 */
export function mysqlAccesses(
  request: MysqlRequest,
  reply: MysqlReply | StoreError | null,
  session: SqlSession,
  commitsRows: readonly number[],
  isExecuted: boolean,
): Footprint {
  const reach = reachOf(request.sql, request.params, request.prepared);
  if (reach === null) return EVERYTHING;
  const implicit = request.begin ? ending(session, commitsRows) : [];
  if (request.begin && isExecuted) {
    session.held = [];
    session.changed.clear();
    session.begin();
  }
  const inTransaction = session.inTransaction || request.begin;
  const own = statementAccesses(reach, reply, session, inTransaction, commitsRows, isExecuted);
  return reach.readsTime ? [...implicit, ...own, access('read', 'clock')] : [...implicit, ...own];
}

function statementAccesses(
  reach: Reach,
  reply: MysqlReply | StoreError | null,
  session: SqlSession,
  inTransaction: boolean,
  commitsRows: readonly number[],
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
    case 'read':
      return readAccesses(reach, session, inTransaction, isExecuted);
    default: {
      if (reach.table !== undefined) return ownTableAccesses(reach, reach.table, session, inTransaction, isExecuted);
      const locks = locksOf(reach, reply);
      if (inTransaction && isExecuted) session.held.push(...locks);
      if (inTransaction) return locks;
      const rows = isExecuted ? commitsRows : reach.ids;
      return [...locks, ...committing(rows)];
    }
  }
}

/** The release of all locks, and the rows that others see from now on. */
function ending(session: SqlSession, commitsRows: readonly number[]): Access[] {
  return [...session.held, ...committing(commitsRows), ...committingTables(session.changed)];
}

/** Of a strategy's own table, a statement counts as touching all rows: it is small, and looked through more than looked up. */
function ownTableAccesses(
  { kind }: Reach,
  table: string,
  session: SqlSession,
  inTransaction: boolean,
  isExecuted: boolean,
): Footprint {
  const isReading = kind === 'lock' || kind === 'shared-lock';
  const locks = [access(kind === 'shared-lock' ? 'read' : 'write', 'locks', table)];
  if (!inTransaction) return isReading ? locks : [...locks, ...committingTables([table])];
  if (isExecuted) {
    session.held.push(...locks);
    if (!isReading) session.changed.add(table);
  }
  return locks;
}

function committingTables(tables: Iterable<string>): Access[] {
  const rows = Array.from(tables, (table) => access('write', 'rows', table));
  return rows.length === 0 ? rows : [...rows, access('write', 'binlog')];
}

/** What a commit of these rows touches: the rows, and the end of the binlog. */
export function committing(ids: readonly number[] | 'all'): Access[] {
  if (ids === 'all') return [access('write', 'rows'), access('write', 'binlog')];
  if (ids.length === 0) return [];
  return [...ids.map((id) => access('write', 'rows', String(id))), access('write', 'binlog')];
}

function endAnd(kind: 'begin' | 'snapshot' | 'commit' | 'rollback', session: SqlSession): void {
  if (kind === 'commit' || kind === 'rollback') return session.end();
  session.held = [];
  session.changed.clear();
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
  return reach.table === undefined ? rowAccesses('rows', 'read', reach.ids) : [access('read', 'rows', reach.table)];
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

/** All rows are those of all tables: of `items` alone there is no name. */
function rowAccesses(space: 'rows' | 'locks', mode: 'read' | 'write', ids: readonly number[] | 'all'): Access[] {
  return ids === 'all' ? [access(mode, space)] : ids.map((id) => access(mode, space, String(id)));
}

function setIsolation(session: SqlSession, { isolation }: Reach): void {
  if (isolation!.isForSession) session.isolation = isolation!.level;
  else session.nextIsolation = isolation!.level;
}
