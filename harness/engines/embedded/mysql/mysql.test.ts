import { describe, expect, it } from 'vitest';
import { codeOf, fixture } from './testing.ts';

const UPDATE = 'UPDATE items SET value = ? WHERE id = ?';
const READ = 'SELECT value FROM items WHERE id = 1';

describe('isolation', () => {
  it('shows a transaction its own changes, and others only what is committed', () => {
    const { step, rows } = fixture();
    step(1, UPDATE, ['new', 1], { begin: true });
    expect(rows(1, READ)).toEqual([{ value: 'new' }]);
    expect(rows(2, READ)).toEqual([{ value: 'v1' }]);
    step(1, 'COMMIT');
    expect(rows(2, READ)).toEqual([{ value: 'new' }]);
  });

  it('takes the snapshot of REPEATABLE READ at the first consistent read', () => {
    const { step, rows } = fixture();
    step(1, 'BEGIN');
    step(2, UPDATE, ['a', 1]);
    expect(rows(1, READ)).toEqual([{ value: 'a' }]);
    step(2, UPDATE, ['b', 1]);
    expect(rows(1, READ)).toEqual([{ value: 'a' }]);
    expect(rows(1, `${READ} FOR SHARE`)).toEqual([{ value: 'b' }]);
  });

  it('takes the snapshot at once when BEGIN asks for it', () => {
    const { step, rows } = fixture();
    step(1, 'START TRANSACTION WITH CONSISTENT SNAPSHOT');
    step(2, UPDATE, ['a', 1]);
    expect(rows(1, READ)).toEqual([{ value: 'v1' }]);
  });

  it('reads what is committed under READ COMMITTED', () => {
    const { step, rows } = fixture();
    step(1, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    step(1, 'BEGIN');
    expect(rows(1, READ)).toEqual([{ value: 'v1' }]);
    step(2, UPDATE, ['a', 1]);
    expect(rows(1, READ)).toEqual([{ value: 'a' }]);
  });

  it('updates the newest row, not the one that the snapshot shows', () => {
    const { step, rows } = fixture();
    step(1, READ, [], { begin: true });
    step(2, 'UPDATE items SET version = version + 1 WHERE id = 1');
    step(1, 'UPDATE items SET version = version + 1 WHERE id = 1');
    expect(rows(1, 'SELECT version FROM items WHERE id = 1')).toEqual([{ version: 3 }]);
  });
});

describe('transactions', () => {
  it('report their changes at commit, in statement order', () => {
    const { step, commits } = fixture();
    step(1, UPDATE, ['a', 3], { begin: true });
    step(1, "INSERT INTO items (id, value) VALUES (2, 'b')");
    step(1, 'DELETE FROM items WHERE id = 1');
    expect(commits).toEqual([]);
    step(1, 'COMMIT');
    expect(commits.map((changes) => changes.map(({ type, id }) => `${type} ${id}`))).toEqual([
      ['update 3', 'insert 2', 'delete 1'],
    ]);
  });

  it('leave nothing behind when they roll back, and report nothing', () => {
    const { step, rows, commits, mysql } = fixture();
    step(1, UPDATE, ['a', 1], { begin: true });
    step(1, "INSERT INTO items (id, value) VALUES (2, 'b')");
    step(1, 'ROLLBACK');
    expect(rows(1, 'SELECT id, value FROM items')).toEqual([
      { id: 1, value: 'v1' },
      { id: 3, value: 'v3' },
    ]);
    expect(commits).toEqual([]);
    expect(Object.keys(mysql.inspect())).toEqual(['1', '3']);
  });

  it('stay open after an error, which undoes its statement only', () => {
    const { step, code, commits } = fixture();
    step(1, UPDATE, ['a', 1], { begin: true });
    expect(code(1, "INSERT INTO items (id, value) VALUES (2, 'b'), (3, 'c')")).toBe('ER_DUP_ENTRY');
    step(1, 'COMMIT');
    expect(commits.flat().map(({ id }) => id)).toEqual([1]);
  });

  it('roll back to a savepoint', () => {
    const { step, rows, code } = fixture();
    step(1, UPDATE, ['a', 1], { begin: true });
    step(1, 'SAVEPOINT here');
    step(1, UPDATE, ['b', 1]);
    step(1, 'ROLLBACK TO SAVEPOINT HERE');
    expect(rows(1, READ)).toEqual([{ value: 'a' }]);
    expect(code(1, 'RELEASE SAVEPOINT there')).toBe('ER_SP_DOES_NOT_EXIST');
  });

  it('are implicit while autocommit is off', () => {
    const { step, commits } = fixture();
    step(1, 'SET autocommit = 0');
    step(1, UPDATE, ['a', 1]);
    expect(commits).toHaveLength(0);
    step(1, 'SET autocommit = 1');
    expect(commits).toHaveLength(1);
  });

  it('refuse to write when they are read-only', () => {
    const { step, code } = fixture();
    step(1, 'START TRANSACTION READ ONLY');
    expect(code(1, UPDATE, ['a', 1])).toBe('ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION');
    expect(code(1, `${READ} FOR UPDATE`)).toBe('ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION');
    expect(code(1, `${READ} FOR SHARE`)).toBe('no error');
  });
});

describe('locks', () => {
  it('block a statement until the holder ends, which lets it go as part of its own step', () => {
    const { step, granted, commits, mysql } = fixture();
    step(1, UPDATE, ['a', 1], { begin: true });
    const waiting = step(2, UPDATE, ['b', 1]);
    expect(waiting).toMatchObject({ state: 'blocked', blockedBy: 1, reply: null });
    expect(granted()).toEqual([]);
    step(1, 'COMMIT');
    expect(granted()).toEqual([2]);
    expect(waiting).toMatchObject({ state: 'done', blockedBy: null, reply: { affectedRows: 1 } });
    expect(commits.map(([change]) => change?.after?.value)).toEqual(['a', 'b']);
    expect(mysql.inspect()[1]?.value).toBe('b');
  });

  it('are granted first come, first served', () => {
    const { step, granted } = fixture();
    step(1, UPDATE, ['a', 1], { begin: true });
    for (const session of [3, 2, 4]) step(session, UPDATE, ['b', 1]);
    step(1, 'ROLLBACK');
    expect(granted()).toEqual([3, 2, 4]);
  });

  it('can be shared by readers', () => {
    const { step } = fixture();
    step(1, `${READ} FOR SHARE`, [], { begin: true });
    expect(step(2, `${READ} LOCK IN SHARE MODE`).state).toBe('done');
    expect(step(2, `${READ} FOR UPDATE`).state).toBe('blocked');
    expect(step(3, READ).state).toBe('done');
  });

  it('keep others from inserting where REPEATABLE READ found nothing', () => {
    const { step } = fixture();
    step(1, 'SELECT * FROM items WHERE id = 2 FOR UPDATE', [], { begin: true });
    expect(step(2, "INSERT INTO items (id, value) VALUES (2, 'x')")).toMatchObject({ state: 'blocked', blockedBy: 1 });
    expect(step(3, "INSERT INTO items (id, value) VALUES (4, 'x')").state).toBe('done');
  });

  it('leave gaps alone under READ COMMITTED', () => {
    const { step } = fixture();
    step(1, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    step(1, 'SELECT * FROM items WHERE id = 2 FOR UPDATE', [], { begin: true });
    expect(step(2, "INSERT INTO items (id, value) VALUES (2, 'x')").state).toBe('done');
  });

  it('can be refused or passed over instead of waited for', () => {
    const { step, rows, code } = fixture();
    step(1, UPDATE, ['a', 1], { begin: true });
    expect(code(2, `${READ} FOR UPDATE NOWAIT`)).toBe('ER_LOCK_NOWAIT');
    expect(rows(2, 'SELECT id FROM items FOR UPDATE SKIP LOCKED')).toEqual([{ id: 3 }]);
  });

  it('are released when the client disconnects', () => {
    const { step, granted, mysql } = fixture();
    step(1, UPDATE, ['a', 1], { begin: true });
    const waiting = step(2, UPDATE, ['b', 1]);
    mysql.disconnect(1);
    expect(granted()).toEqual([2]);
    expect(waiting.state).toBe('done');
    expect(mysql.inspect()[1]?.value).toBe('b');
  });

  it('are no longer waited for by a client that has disconnected', () => {
    const { step, granted, mysql } = fixture();
    step(1, UPDATE, ['a', 1], { begin: true });
    const waiting = step(2, UPDATE, ['b', 1]);
    mysql.disconnect(2);
    expect(codeOf(waiting)).toBe('PROTOCOL_CONNECTION_LOST');
    step(1, 'COMMIT');
    expect(granted()).toEqual([]);
    expect(mysql.inspect()[1]?.value).toBe('a');
  });
});

describe('a lock wait timeout', () => {
  it('undoes the statement that waited, and leaves its transaction open', () => {
    const { step, rows, commits, mysql, granted } = fixture();
    step(1, UPDATE, ['a', 1], { begin: true });
    step(2, UPDATE, ['b', 3], { begin: true });
    const waiting = step(2, "UPDATE items SET value = 'c'");
    expect(waiting.state).toBe('blocked');
    mysql.timeOut(2);
    expect(waiting).toMatchObject({
      state: 'failed',
      blockedBy: null,
      reply: { code: 'ER_LOCK_WAIT_TIMEOUT', errno: 1205, sqlState: 'HY000' },
    });
    expect(granted()).toEqual([2]);
    expect(rows(2, 'SELECT value FROM items')).toEqual([{ value: 'v1' }, { value: 'b' }]);
    step(1, 'COMMIT');
    step(2, 'COMMIT');
    expect(commits.map(([change]) => change?.after?.value)).toEqual(['a', 'b']);
  });

  it('keeps the locks that the transaction had, and those that the statement got before it had to wait', () => {
    const { step, mysql } = fixture();
    step(1, UPDATE, ['a', 3], { begin: true });
    expect(step(2, "UPDATE items SET value = 'b'", [], { begin: true }).state).toBe('blocked');
    mysql.timeOut(2);
    expect(step(3, UPDATE, ['c', 1])).toMatchObject({ state: 'blocked', blockedBy: 2 });
  });

  it('ends an autocommitted statement with all that it did', () => {
    const { step, mysql, granted } = fixture();
    step(1, UPDATE, ['a', 3], { begin: true });
    step(2, "UPDATE items SET value = 'b'");
    mysql.timeOut(2);
    expect(step(3, UPDATE, ['c', 1]).state).toBe('done');
    step(1, 'COMMIT');
    expect(granted()).toEqual([]);
    expect(Object.values(mysql.inspect()).map(({ value }) => value)).toEqual(['c', 'a']);
  });

  it('lets go who stood behind the one that waited', () => {
    const { step, mysql, granted } = fixture();
    step(1, `${READ} FOR SHARE`, [], { begin: true });
    step(2, UPDATE, ['b', 1]);
    const behind = step(3, `${READ} FOR SHARE`, [], { begin: true });
    expect(behind.state).toBe('blocked');
    mysql.timeOut(2);
    expect(granted()).toEqual([2, 3]);
    expect(behind.state).toBe('done');
  });

  it('is nothing to a session that does not wait', () => {
    const { step, mysql, granted } = fixture();
    step(1, UPDATE, ['a', 1], { begin: true });
    mysql.timeOut(1);
    mysql.timeOut(2);
    expect(granted()).toEqual([]);
    expect(step(2, UPDATE, ['b', 1]).state).toBe('blocked');
  });
});

describe('deadlocks', () => {
  it('roll back the one that waits last, when both have done as much', () => {
    const { step, granted, rows } = fixture();
    step(1, UPDATE, ['a', 1], { begin: true });
    step(2, UPDATE, ['b', 3], { begin: true });
    const waiting = step(1, UPDATE, ['a', 3]);
    const victim = step(2, UPDATE, ['b', 1]);
    expect(codeOf(victim)).toBe('ER_LOCK_DEADLOCK');
    expect(granted()).toEqual([1]);
    expect(waiting.state).toBe('done');
    step(1, 'COMMIT');
    expect(rows(2, 'SELECT value FROM items')).toEqual([{ value: 'a' }, { value: 'a' }]);
  });

  it('roll back the lighter one, also when it has waited longer', () => {
    const { step, granted } = fixture();
    step(1, `${READ} FOR UPDATE`, [], { begin: true });
    step(2, UPDATE, ['b', 3], { begin: true });
    step(2, "INSERT INTO items (id, value) VALUES (7, 'x')");
    const victim = step(1, 'SELECT * FROM items WHERE id = 3 FOR UPDATE');
    expect(victim.state).toBe('blocked');
    const survivor = step(2, UPDATE, ['b', 1]);
    expect(granted()).toEqual([1]);
    expect(codeOf(victim)).toBe('ER_LOCK_DEADLOCK');
    expect(survivor.state).toBe('done');
  });

  it('through a second one that is waited for are found when the first one ends', () => {
    const { step } = fixture();
    step(1, UPDATE, ['a', 3], { begin: true });
    step(3, `${READ} FOR SHARE`, [], { begin: true });
    step(2, `${READ} FOR SHARE`, [], { begin: true });
    const victim = step(3, 'SELECT value FROM items WHERE id = 3 FOR SHARE');
    const other = step(1, UPDATE, ['a', 1]);
    expect([victim.blockedBy, other.blockedBy]).toEqual([1, 2]);
    step(2, 'COMMIT');
    expect([codeOf(victim), other.state]).toEqual(['ER_LOCK_DEADLOCK', 'done']);
  });
});
