/** What goes wrong when two transactions decide by what they have read, and both write; and what people do against it. */
import { type Anomaly, type Observation, scheduleOf } from '../anomaly.ts';

/** Both have read the same value and have overwritten it, so that of one write nothing is left. */
function wasLost({ read, written, committed }: Observation): boolean {
  const haveRead = read('first').get(1) === 10 && read('second').get(1) === 10;
  return haveRead && [1, 2].every((session) => committed(session) && written(session) === 1);
}

export const lostUpdate: Anomaly = {
  name: 'P4',
  title: 'lost update',
  means: 'Two transactions read a row and write what they make of it; the second overwrites the first unseen.',
  allowedUpTo: 'REPEATABLE READ',
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE id = 1 -- first
    T2: SELECT id, version FROM items WHERE id = 1 -- second
    T1: UPDATE items SET version = 11 WHERE id = 1
    T2: UPDATE items SET version = 12 WHERE id = 1
    T1: COMMIT
    T2: COMMIT
  `),
  happened: wasLost,
};

export const lostUpdateForUpdate: Anomaly = {
  name: 'P4-for-update',
  title: 'lost update, SELECT … FOR UPDATE',
  means: 'As P4, but the row is locked when it is read.',
  allowedUpTo: null,
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE id = 1 FOR UPDATE -- first
    T2: SELECT id, version FROM items WHERE id = 1 FOR UPDATE -- second
    T1: UPDATE items SET version = 11 WHERE id = 1
    T1: COMMIT
    T2: UPDATE items SET version = 12 WHERE id = 1
    T2: COMMIT
  `),
  happened: wasLost,
};

export const lostUpdateCompareAndSet: Anomaly = {
  name: 'P4-compare-and-set',
  title: 'lost update, WHERE version = …',
  means: 'As P4, but each UPDATE asks for the value that was read.',
  allowedUpTo: null,
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE id = 1 -- first
    T2: SELECT id, version FROM items WHERE id = 1 -- second
    T1: UPDATE items SET version = 11 WHERE id = 1 AND version = 10
    T2: UPDATE items SET version = 12 WHERE id = 1 AND version = 10
    T1: COMMIT
    T2: COMMIT
  `),
  happened: wasLost,
};

/** Neither has seen the other's write, and both stand. */
function wasSkewed({ read, committed, final }: Observation): boolean {
  const haveMissed = read('first').get(2) === 20 && read('second').get(1) === 10;
  return haveMissed && committed(1) && committed(2) && final.get(1) === 11 && final.get(2) === 21;
}

export const writeSkew: Anomaly = {
  name: 'G2-item',
  title: 'write skew',
  means: 'Two transactions read two rows, and each writes another one of them.',
  allowedUpTo: 'REPEATABLE READ',
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE id IN (1, 2) -- first
    T2: SELECT id, version FROM items WHERE id IN (1, 2) -- second
    T1: UPDATE items SET version = 11 WHERE id = 1
    T2: UPDATE items SET version = 21 WHERE id = 2
    T1: COMMIT
    T2: COMMIT
  `),
  happened: wasSkewed,
};

export const writeSkewForShare: Anomaly = {
  name: 'G2-item-for-share',
  title: 'write skew, SELECT … FOR SHARE',
  means: 'As G2-item, but both lock what they read; MySQL ends one of them with a deadlock.',
  allowedUpTo: null,
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE id IN (1, 2) FOR SHARE -- first
    T2: SELECT id, version FROM items WHERE id IN (1, 2) FOR SHARE -- second
    T1: UPDATE items SET version = 11 WHERE id = 1
    T2: UPDATE items SET version = 21 WHERE id = 2
    T1: COMMIT
    T2: COMMIT
  `),
  happened: wasSkewed,
};

/** Both found nothing, and both rows stand. */
function wasSkewedByCondition({ read, committed, final }: Observation): boolean {
  const haveFound = read('first').size > 0 || read('second').size > 0;
  return !haveFound && committed(1) && committed(2) && final.has(3) && final.has(4);
}

export const writeSkewByCondition: Anomaly = {
  name: 'G2',
  title: 'write skew, by a condition',
  means: 'Two transactions find no row by a condition, and each inserts one.',
  allowedUpTo: 'REPEATABLE READ',
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE version % 3 = 0 -- first
    T2: SELECT id, version FROM items WHERE version % 3 = 0 -- second
    T1: INSERT INTO items (id, value, version) VALUES (3, 'v3', 30)
    T2: INSERT INTO items (id, value, version) VALUES (4, 'v4', 42)
    T1: COMMIT
    T2: COMMIT
  `),
  happened: wasSkewedByCondition,
};

export const writeSkewByConditionForUpdate: Anomaly = {
  name: 'G2-for-update',
  title: 'write skew, by a range, FOR UPDATE',
  means: 'As G2, but the range is locked when it is read; READ COMMITTED has no locks for what is not there.',
  allowedUpTo: 'READ COMMITTED',
  schedule: scheduleOf(`
    T1: SELECT id, version FROM items WHERE id > 2 FOR UPDATE -- first
    T2: SELECT id, version FROM items WHERE id > 2 FOR UPDATE -- second
    T1: INSERT INTO items (id, value, version) VALUES (3, 'v3', 30)
    T2: INSERT INTO items (id, value, version) VALUES (4, 'v4', 42)
    T1: COMMIT
    T2: COMMIT
  `),
  happened: wasSkewedByCondition,
};
