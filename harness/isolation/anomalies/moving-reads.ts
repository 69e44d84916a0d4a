/** What goes wrong when rows change between two statements of one transaction. */
import { type Anomaly, scheduleOf } from '../anomaly.ts';

export const fuzzyRead: Anomaly = {
  name: 'P2',
  title: 'fuzzy read',
  means: 'A transaction reads a row twice and gets two values.',
  allowedUpTo: 'READ COMMITTED',
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE id = 1 -- first
    T2: UPDATE items SET version = 11 WHERE id = 1
    T2: COMMIT
    T1: SELECT id, version FROM items WHERE id = 1 -- second
    T1: COMMIT
  `),
  happened: ({ read }) => read('first').get(1) === 10 && read('second').get(1) === 11,
};

export const phantom: Anomaly = {
  name: 'PMP',
  title: 'phantom',
  means: 'A transaction reads by a condition, and later finds a row that was not there.',
  allowedUpTo: 'READ COMMITTED',
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE version = 30 -- first
    T2: INSERT INTO items (id, value, version) VALUES (3, 'v3', 30)
    T2: COMMIT
    T1: SELECT id, version FROM items WHERE version % 3 = 0 -- second
    T1: COMMIT
  `),
  happened: ({ read }) => read('first').size === 0 && read('second').has(3),
};

export const phantomForWrite: Anomaly = {
  name: 'PMP-write',
  title: 'phantom, for a write',
  means: 'A transaction reads by a condition, and its DELETE by the same condition removes another row.',
  allowedUpTo: 'REPEATABLE READ',
  schedule: scheduleOf(`
    T2: SELECT id, version FROM items WHERE version = 20 -- seen
    T1: UPDATE items SET version = version + 10
    T2: DELETE FROM items WHERE version = 20
    T1: COMMIT
    T2: SELECT id, version FROM items
    T2: COMMIT
  `),
  happened: ({ read, final }) => read('seen').has(2) && !final.has(1) && final.get(2) === 30,
};

export const readSkew: Anomaly = {
  name: 'G-single',
  title: 'read skew',
  means: 'A transaction reads two rows that were never valid together.',
  allowedUpTo: 'READ COMMITTED',
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE id = 1 -- first
    T2: SELECT id, version FROM items WHERE id = 1
    T2: SELECT id, version FROM items WHERE id = 2
    T2: UPDATE items SET version = 12 WHERE id = 1
    T2: UPDATE items SET version = 18 WHERE id = 2
    T2: COMMIT
    T1: SELECT id, version FROM items WHERE id = 2 -- second
    T1: COMMIT
  `),
  happened: ({ read }) => read('first').get(1) === 10 && read('second').get(2) === 18,
};

export const readSkewByCondition: Anomaly = {
  name: 'G-single-condition',
  title: 'read skew, by a condition',
  means: 'A transaction finds rows by two conditions that were never true together.',
  allowedUpTo: 'READ COMMITTED',
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE version % 5 = 0 -- first
    T2: UPDATE items SET version = 12 WHERE version = 10
    T2: COMMIT
    T1: SELECT id, version FROM items WHERE version % 3 = 0 -- second
    T1: COMMIT
  `),
  happened: ({ read }) => read('first').size === 2 && read('second').get(1) === 12,
};

export const readSkewForWrite: Anomaly = {
  name: 'G-single-write',
  title: 'read skew, for a write',
  means: 'A transaction reads from before another one, and its DELETE works on what that one left.',
  allowedUpTo: 'REPEATABLE READ',
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE id = 1 -- first
    T2: SELECT id, version FROM items
    T2: UPDATE items SET version = 12 WHERE id = 1
    T2: UPDATE items SET version = 18 WHERE id = 2
    T2: COMMIT
    T1: DELETE FROM items WHERE version = 20
    T1: SELECT id, version FROM items WHERE id = 2
    T1: COMMIT
  `),
  happened: ({ read, committed, final }) => committed(1) && read('first').get(1) === 10 && final.get(2) === 18,
};
