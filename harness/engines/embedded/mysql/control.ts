/** BEGIN, COMMIT, ROLLBACK, savepoints and SET: read from the tokens, because the parser knows only half of them. */
import type { MysqlReply } from '../../engine.ts';
import { NotEmbedded } from '../not-embedded.ts';
import type { Database } from './database.ts';
import { characteristicsInTransaction, noSavepoint } from './errors.ts';
import type { Execution, Statement } from './execution.ts';
import type { Token } from './tokens.ts';
import { ISOLATION_LEVELS, type Isolation, type IsolationLevel } from './transaction.ts';

const OK: MysqlReply = { kind: 'ok', affectedRows: 0, changedRows: 0, insertId: 0 };

type Action = (execution: Execution, database: Database) => void;

/** Null: not a statement of this kind. */
export function compileControl(tokens: readonly Token[], sql: string): Statement | null {
  const words = tokens.map((token) => (token.kind === 'string' ? token.text.toUpperCase() : token.upper));
  const action = actionOf(words.join(' '), tokens.at(-1)?.text.replaceAll('`', '') ?? '', sql);
  if (action === null) return null;
  return {
    needs: 'control',
    run: (execution, database) => {
      action(execution, database);
      return OK;
    },
  };
}

const BEGIN = /^(?:BEGIN(?: WORK)?|START TRANSACTION(?: ((?:READ ONLY|READ WRITE|WITH CONSISTENT SNAPSHOT| , )+))?)$/;
const END = /^(COMMIT|ROLLBACK)(?: WORK)?$/;
const SAVEPOINT = /^(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK(?: WORK)? TO(?: SAVEPOINT)?) (\S+)$/;
const SET_TRANSACTION = /^SET (SESSION |LOCAL )?TRANSACTION (.+)$/;
const SET_ISOLATION = /^SET (?:SESSION |LOCAL |@@ SESSION \. )?(?:TRANSACTION_ISOLATION) = ([A-Z-]+)$/;
const SET_AUTOCOMMIT = /^SET (?:SESSION |LOCAL |@@ |@@ SESSION \. )?AUTOCOMMIT = (0|1|ON|OFF|TRUE|FALSE)$/;

/** @param text the whole statement in upper case. @param last its last word as it was written. */
function actionOf(text: string, last: string, sql: string): Action | null {
  const begin = BEGIN.exec(text);
  if (begin !== null) return beginAction(begin[1] ?? '');
  const end = END.exec(text);
  if (end !== null) return end[1] === 'COMMIT' ? commit : rollback;
  const savepoint = SAVEPOINT.exec(text);
  if (savepoint !== null) return savepointAction(savepoint[1] as string, last);
  const characteristics = SET_TRANSACTION.exec(text);
  if (characteristics !== null)
    return setTransaction(characteristics[1] !== undefined, characteristics[2] as string, sql);
  const isolation = SET_ISOLATION.exec(text);
  if (isolation !== null) {
    const level = embeddedLevel((isolation[1] as string).replace('-', ' '), sql);
    return ({ session }) => {
      session.isolation = level;
      session.nextIsolation = null;
    };
  }
  const autocommit = SET_AUTOCOMMIT.exec(text);
  if (autocommit !== null) return setAutocommit(['1', 'ON', 'TRUE'].includes(autocommit[1] as string));
  if (/^(BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET) ?/.test(text)) throw new NotEmbedded(`: ${sql}`);
  return null;
}

function beginAction(options: string): Action {
  const isReadOnly = options.includes('READ ONLY') ? true : options.includes('READ WRITE') ? false : null;
  const takesSnapshot = options.includes('WITH CONSISTENT SNAPSHOT');
  return (execution, database) => {
    const committed = execution.session.transaction;
    database.commitOpen(execution.session, execution.step);
    const transaction = execution.session.begin(isReadOnly, committed);
    if (takesSnapshot) database.snapshotOf(transaction);
  };
}

const commit: Action = ({ session, step }, database) => {
  database.commitOpen(session, step);
  session.forgetNext();
};

const rollback: Action = ({ session }, database) => {
  if (session.transaction !== null) database.rollback(session.transaction);
  session.transaction = null;
  session.forgetNext();
};

function savepointAction(verb: string, name: string): Action {
  return ({ session }, database) => {
    // With autocommit it would end with this very statement.
    if (verb === 'SAVEPOINT' && session.transaction === null && !session.isAutocommit) session.begin(null, null);
    const { transaction } = session;
    const isSame = (savepoint: { readonly name: string }): boolean =>
      savepoint.name.toLowerCase() === name.toLowerCase();
    const index = transaction?.savepoints.findIndex(isSame) ?? -1;
    if (verb === 'SAVEPOINT') {
      if (transaction === null) return;
      const others = transaction.savepoints.filter((savepoint) => !isSame(savepoint));
      transaction.savepoints = [...others, { name, mark: transaction.mark }];
      return;
    }
    if (transaction === null || index < 0) throw noSavepoint(name);
    const savepoint = transaction.savepoints[index];
    if (verb === 'RELEASE SAVEPOINT') transaction.savepoints = transaction.savepoints.slice(0, index);
    else if (savepoint !== undefined) {
      database.rollbackTo(transaction, savepoint.mark);
      transaction.savepoints = transaction.savepoints.slice(0, index + 1);
    }
  };
}

function setTransaction(isForSession: boolean, characteristics: string, sql: string): Action {
  let isolation: Isolation | null = null;
  let isReadOnly: boolean | null = null;
  for (const part of characteristics.split(' , ')) {
    const level = /^ISOLATION LEVEL (.+)$/.exec(part);
    if (level !== null) isolation = embeddedLevel(level[1] as string, sql);
    else if (part === 'READ ONLY' || part === 'READ WRITE') isReadOnly = part === 'READ ONLY';
    else throw new NotEmbedded(`: ${sql}`);
  }
  return ({ session }) => {
    if (isForSession) {
      session.isolation = isolation ?? session.isolation;
      session.isReadOnly = isReadOnly ?? session.isReadOnly;
      if (isolation !== null) session.nextIsolation = null;
      if (isReadOnly !== null) session.nextIsReadOnly = null;
      return;
    }
    const { transaction } = session;
    // MySQL permits it while a savepoint is all that there is.
    if (transaction !== null && !session.isAutocommit && transaction.savepoints.length > 0)
      throw new NotEmbedded(`a SAVEPOINT before: ${sql}`);
    if (transaction !== null) throw characteristicsInTransaction();
    session.nextIsolation = isolation ?? session.nextIsolation;
    session.nextIsReadOnly = isReadOnly ?? session.nextIsReadOnly;
  };
}

function embeddedLevel(name: string, sql: string): Isolation {
  if (!ISOLATION_LEVELS.includes(name as IsolationLevel)) throw new NotEmbedded(`: ${sql}`);
  if (name === 'READ COMMITTED' || name === 'REPEATABLE READ') return name;
  throw new NotEmbedded(`the isolation level ${name}`);
}

function setAutocommit(isOn: boolean): Action {
  return ({ session, step }, database) => {
    if (isOn && !session.isAutocommit) {
      const { transaction } = session;
      database.commitOpen(session, step);
      if (transaction !== null) session.keepNext(transaction);
    }
    session.isAutocommit = isOn;
  };
}
