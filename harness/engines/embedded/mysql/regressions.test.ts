/** Differences that the differential test has found between this engine and MySQL 9.7, each mended. */
import { describe, expect, it } from 'vitest';
import { codeOf, fixture } from './testing.ts';

const UPDATE_ALL = "UPDATE items SET value = 'n'";

describe('locks', () => {
  it('READ COMMITTED keeps the lock of a row that is read by its whole key, whether it matches or not', () => {
    const { step } = fixture();
    step(1, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    step(1, 'SELECT id FROM items WHERE id = 3 AND version = 7 FOR UPDATE', [], { begin: true });
    step(1, 'SELECT id FROM items WHERE id IN (0, 1) AND version = 7 FOR UPDATE');
    expect(step(2, `${UPDATE_ALL} WHERE id = 1`).state).toBe('done');
    expect(step(2, `${UPDATE_ALL} WHERE id = 3`)).toMatchObject({ state: 'blocked', blockedBy: 1 });
  });

  it('READ COMMITTED keeps the lock of a row that was waited for, whether it matches or not', () => {
    const { step } = fixture();
    step(2, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    step(1, `${UPDATE_ALL} WHERE id = 1`, [], { begin: true });
    step(2, 'SELECT id FROM items WHERE version = 7 FOR UPDATE', [], { begin: true });
    step(1, 'COMMIT');
    expect(step(3, `${UPDATE_ALL} WHERE id = 3`).state).toBe('done');
    expect(step(3, `${UPDATE_ALL} WHERE id = 1`)).toMatchObject({ state: 'blocked', blockedBy: 2 });
  });

  it('READ COMMITTED looks at the record after a range, also when the last one of the range is there', () => {
    const { step } = fixture();
    step(1, 'SELECT id FROM items WHERE id >= 2 FOR UPDATE', [], { begin: true });
    step(2, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    expect(step(3, 'SELECT id FROM items WHERE id BETWEEN 0 AND 1 FOR UPDATE').state).toBe('done');
    expect(step(2, 'SELECT id FROM items WHERE id BETWEEN 0 AND 1 FOR UPDATE').state).toBe('blocked');
  });

  it('a text that names the whole key reads the row early, as a number does', () => {
    const { step } = fixture();
    step(1, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    step(1, "SELECT id FROM items WHERE id = '1' AND version = 7 FOR UPDATE", [], { begin: true });
    expect(step(2, `${UPDATE_ALL} WHERE id = 1`)).toMatchObject({ state: 'blocked', blockedBy: 1 });
  });

  it('who holds a record and asks for the gap before it, too, passes those who wait for the record', () => {
    const { step, granted } = fixture();
    step(1, `${UPDATE_ALL} WHERE id = 1`, [], { begin: true });
    expect(step(2, `${UPDATE_ALL} WHERE id = 1`).state).toBe('blocked');
    expect(step(1, 'SELECT id FROM items FOR UPDATE').state).toBe('done');
    expect(granted()).toEqual([]);
  });

  it('who holds a shared lock gets the exclusive one before those who wait for it', () => {
    const { step, granted } = fixture();
    step(1, 'SELECT id FROM items WHERE version = 1 FOR SHARE', [], { begin: true });
    expect(step(2, `${UPDATE_ALL} WHERE id IN (1, 0)`).state).toBe('blocked');
    expect(step(1, UPDATE_ALL).state).toBe('done');
    expect(granted()).toEqual([]);
  });

  it('an insertion waits also for those who wait for its transaction: a deadlock', () => {
    const { step, granted } = fixture();
    step(1, 'SELECT id FROM items FOR UPDATE', [], { begin: true });
    const victim = step(2, `${UPDATE_ALL} WHERE id = 0 OR id > 1`);
    expect(victim.state).toBe('blocked');
    expect(step(1, "INSERT INTO items (id, value) VALUES (6, 'a'), (2, 'a')").state).toBe('done');
    expect(granted()).toEqual([2]);
    expect(codeOf(victim)).toBe('ER_LOCK_DEADLOCK');
  });

  it('a row that is changed before the next one is locked counts when a victim is chosen', () => {
    const { step, granted } = fixture();
    step(1, `${UPDATE_ALL} WHERE id = 3`, [], { begin: true });
    const other = step(2, `${UPDATE_ALL} WHERE version = 1`);
    expect(other.state).toBe('blocked');
    expect(codeOf(step(1, "INSERT INTO items (id, value) VALUES (0, 'a')"))).toBe('ER_LOCK_DEADLOCK');
    expect(granted()).toEqual([2]);
    expect(other.reply).toMatchObject({ affectedRows: 2 });
  });

  it('a row that moves in the key is deleted before it is added, and weighs as much as both', () => {
    const { step, granted } = fixture();
    step(1, "INSERT INTO items (id, value) VALUES (0, 'a')", [], { begin: true });
    const victim = step(2, "INSERT INTO items (id, value) VALUES (4, 'a'), (0, 'a')");
    expect(victim.state).toBe('blocked');
    expect(step(1, 'UPDATE items SET id = 4 WHERE id = 0').reply).toMatchObject({ affectedRows: 1, changedRows: 1 });
    expect(granted()).toEqual([2]);
    expect(codeOf(victim)).toBe('ER_LOCK_DEADLOCK');
  });

  it('a row that a failed statement has added leaves its lock on the gap', () => {
    const { step } = fixture();
    step(1, "INSERT INTO items (id, value) VALUES (6, 'a'), (3, 'a')", [], { begin: true });
    expect(step(2, "INSERT INTO items (id, value) VALUES (6, 'a')")).toMatchObject({ state: 'blocked', blockedBy: 1 });
  });

  it('a row that a transaction has inserted and then locks weighs twice', () => {
    const { step, granted } = fixture();
    step(1, `${UPDATE_ALL} WHERE id = 1`, [], { begin: true });
    step(2, 'SELECT id FROM items FOR UPDATE SKIP LOCKED', [], { begin: true });
    const victim = step(1, 'DELETE FROM items WHERE id = 3');
    expect(victim.state).toBe('blocked');
    step(2, "INSERT INTO items (id, value) VALUES (0, 'a')");
    expect(step(2, 'SELECT id FROM items FOR UPDATE').state).toBe('done');
    expect(granted()).toEqual([1]);
    expect(codeOf(victim)).toBe('ER_LOCK_DEADLOCK');
  });

  it('a record that moves within its page makes those who wait for it heavier', () => {
    const { step, granted } = fixture();
    step(1, 'SELECT id FROM items WHERE id BETWEEN 2 AND 3 FOR UPDATE', [], { begin: true });
    const other = step(2, 'SELECT id FROM items FOR UPDATE');
    expect(other.state).toBe('blocked');
    step(1, `${UPDATE_ALL} WHERE id = 3`);
    expect(codeOf(step(1, UPDATE_ALL))).toBe('ER_LOCK_DEADLOCK');
    expect(granted()).toEqual([2]);
  });

  it('a range that ends at the last row locks the gap after it, one that ends before does not', () => {
    const { step } = fixture();
    step(1, 'SELECT id FROM items WHERE id <= 3 FOR UPDATE', [], { begin: true });
    expect(step(2, "INSERT INTO items (id, value) VALUES (4, 'a')")).toMatchObject({ state: 'blocked', blockedBy: 1 });
    step(1, 'ROLLBACK');
    step(1, 'SELECT id FROM items WHERE id <= 3 FOR UPDATE', [], { begin: true });
    expect(step(3, "INSERT INTO items (id, value) VALUES (6, 'a')").state).toBe('done');
  });

  it('READ COMMITTED waits for the row after a range, and keeps no lock of it', () => {
    const { step } = fixture();
    step(1, 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    step(1, 'SELECT id FROM items WHERE id < 3 FOR UPDATE', [], { begin: true });
    expect(step(2, `${UPDATE_ALL} WHERE id = 3`, [], { begin: true }).state).toBe('done');
    expect(step(1, 'SELECT id FROM items WHERE id < 3 FOR UPDATE')).toMatchObject({ state: 'blocked', blockedBy: 2 });
  });

  it('who waits for a deleted row does not stand in the way of an insertion before it', () => {
    const { step } = fixture();
    step(1, 'DELETE FROM items WHERE id = 1', [], { begin: true });
    expect(step(2, `${UPDATE_ALL} WHERE id = 1`).state).toBe('blocked');
    expect(step(1, "INSERT INTO items (id, value) VALUES (0, 'a')").state).toBe('done');
    expect(step(1, 'COMMIT').state).toBe('done');
  });

  it('a deleted record stays until those who waited for it have gone on', () => {
    const { step, granted } = fixture();
    step(1, 'DELETE FROM items', [], { begin: true });
    step(2, 'SELECT id FROM items WHERE id = 0 FOR UPDATE', [], { begin: true });
    const waiting = step(3, "REPLACE INTO items (id, value) VALUES (1, 'a')");
    expect(waiting.state).toBe('blocked');
    step(1, 'COMMIT');
    expect(granted()).toEqual([3]);
    expect(waiting.reply).toMatchObject({ affectedRows: 1 });
  });

  it('the newest structure stands first in a queue, however late its lock on this record came', () => {
    const { step } = fixture([
      { id: 1, value: 'a', version: 1 },
      { id: 3, value: 'b', version: 1 },
    ]);
    step(1, 'SELECT id FROM items WHERE id = 3 FOR UPDATE', [], { begin: true });
    // A shared lock on the supremum has the structure of next-key locks, which that on 1 will share.
    step(0, 'SELECT id FROM items WHERE id = 6 FOR SHARE', [], { begin: true });
    step(2, 'SELECT id FROM items WHERE id = 1 FOR SHARE', [], { begin: true });
    expect(step(0, 'SELECT id FROM items WHERE id > 0 FOR SHARE')).toMatchObject({ state: 'blocked', blockedBy: 1 });
    // Of the two in its way it waits for 2, so that InnoDB sees no circle.
    expect(step(1, "UPDATE items SET value = 'n' WHERE id = 1")).toMatchObject({ state: 'blocked', blockedBy: 2 });
  });

  it('who waits for a waiting one is not let go before it, although the locks of a transaction go one by one', () => {
    const { step, granted, rows } = fixture();
    step(1, 'SELECT id FROM items WHERE version = 1 LOCK IN SHARE MODE', [], { begin: true });
    step(1, 'SELECT id FROM items WHERE id = 0 FOR UPDATE');
    step(2, `${UPDATE_ALL} WHERE id = 1`);
    expect(step(0, 'SELECT id FROM items FOR SHARE')).toMatchObject({ state: 'blocked', blockedBy: 2 });
    step(1, 'COMMIT');
    expect(granted()).toEqual([2, 0]);
    expect(rows(1, 'SELECT value FROM items WHERE id = 1')).toEqual([{ value: 'n' }]);
  });

  it('a transaction lets go of its locks structure by structure, the newest first', () => {
    const { step, granted } = fixture();
    step(1, 'SELECT id FROM items WHERE id = 3 FOR UPDATE', [], { begin: true });
    step(1, 'SELECT id FROM items WHERE id > 0 FOR SHARE');
    // In the structure of the lock on 3, which is older than that of the shared locks.
    step(1, `${UPDATE_ALL} WHERE id = 1`);
    step(2, 'SELECT id FROM items WHERE id = 1 FOR UPDATE');
    step(0, 'SELECT id FROM items WHERE version = 1 FOR SHARE', [], { begin: true });
    step(1, 'COMMIT');
    expect(granted()).toEqual([2, 0]);
  });

  it('SKIP LOCKED on one id locks the gap after the record that it skips', () => {
    const { step } = fixture();
    step(1, 'SELECT id FROM items WHERE id = 1 FOR UPDATE', [], { begin: true });
    step(2, 'SELECT id FROM items WHERE id = 1 FOR UPDATE SKIP LOCKED', [], { begin: true });
    expect(step(1, "INSERT INTO items (id, value) VALUES (2, 'a')")).toMatchObject({ state: 'blocked', blockedBy: 2 });
  });
});

describe('transactions', () => {
  it('BEGIN keeps READ ONLY when it commits a transaction implicitly', () => {
    const { step, code } = fixture();
    step(1, 'START TRANSACTION READ ONLY');
    step(1, 'BEGIN');
    expect(code(1, UPDATE_ALL)).toBe('ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION');
  });

  it('COMMIT ends the effect of SET TRANSACTION, even without a transaction', () => {
    const { step } = fixture();
    step(1, "INSERT INTO items (id, value) VALUES (0, 'a')", [], { begin: true });
    step(2, 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED');
    step(2, 'COMMIT');
    expect(step(2, `${UPDATE_ALL} WHERE id >= 0 AND version = 1`).state).toBe('blocked');
  });

  it('SET SESSION overrides what SET TRANSACTION said about the next transaction', () => {
    const { step } = fixture();
    step(1, 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED');
    step(1, 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    step(1, 'SELECT id FROM items WHERE id = 2 FOR UPDATE', [], { begin: true });
    expect(step(2, "INSERT INTO items (id, value) VALUES (2, 'a')").state).toBe('blocked');
  });

  it('without autocommit a savepoint may come before all else', () => {
    const { step, code, rows } = fixture();
    step(1, 'SET autocommit = 0');
    step(1, 'SAVEPOINT s');
    step(1, `${UPDATE_ALL} WHERE id = 1`);
    expect(code(1, 'ROLLBACK TO SAVEPOINT s')).toBe('no error');
    expect(rows(1, 'SELECT value FROM items WHERE id = 1')).toEqual([{ value: 'v1' }]);
  });

  it('errors name a savepoint as it was written', () => {
    expect(fixture().step(1, 'RELEASE SAVEPOINT Spot').reply).toMatchObject({
      message: 'SAVEPOINT Spot does not exist',
    });
  });
});

describe('expressions', () => {
  it('a quotient keeps four digits, also for what is calculated from it', () => {
    expect(fixture().rows(1, 'SELECT (2 / 3) * 3 AS a, 2 / 3 / 2 AS b')).toEqual([{ a: '2.0001', b: '0.33335000' }]);
  });

  it('an empty text is zero without an error, a text that is no number is not', () => {
    const { code } = fixture();
    expect(code(1, "UPDATE items SET version = 2 WHERE version = ''")).toBe('no error');
    expect(code(1, "UPDATE items SET version = 2 WHERE version = 'x'")).toBe('ER_TRUNCATED_WRONG_VALUE');
  });

  it('a prepared text among numbers is declined: MySQL may make a number of it', () => {
    const { step, rows } = fixture();
    expect(() => step(1, 'SELECT COALESCE(?, 1) AS a', ['x'])).toThrow(/prepared text among numbers/);
    expect(rows(1, 'SELECT COALESCE(?, 1) AS a', ['x'], { prepared: false })).toEqual([{ a: 'x' }]);
    expect(rows(1, 'SELECT id FROM items WHERE id = ? AND value IN (?, ?)', ['1', 'v1', 'v2'])).toEqual([{ id: 1 }]);
  });

  it('a prepared number is a double unless it stands beside an integer', () => {
    const { rows } = fixture();
    expect(rows(1, 'SELECT SUM(?) AS a, SUM(version + ?) AS b FROM items', [1, 1])).toEqual([{ a: 2, b: '4' }]);
    expect(rows(1, 'SELECT SUM(?) AS a FROM items', [1], { prepared: false })).toEqual([{ a: '2' }]);
  });
});
