/** What goes wrong when transactions meet each other's uncommitted changes (Adya's G0 and G1; Bailis's OTV). */
import { type Anomaly, type Numbers, scheduleOf } from '../anomaly.ts';

export const dirtyWrite: Anomaly = {
  name: 'G0',
  title: 'dirty write',
  means: 'Two transactions write the same two rows, and of each the other one wins.',
  allowedUpTo: null,
  schedule: scheduleOf(`
    T1: UPDATE items SET version = 11 WHERE id = 1
    T2: UPDATE items SET version = 12 WHERE id = 1
    T2: UPDATE items SET version = 22 WHERE id = 2
    T1: UPDATE items SET version = 21 WHERE id = 2
    T1: COMMIT
    T2: COMMIT
  `),
  happened: ({ final }) => final.get(1) === 12 && final.get(2) === 21,
};

export const abortedRead: Anomaly = {
  name: 'G1a',
  title: 'dirty read: aborted',
  means: 'A transaction reads what another one then rolls back.',
  allowedUpTo: 'READ UNCOMMITTED',
  schedule: scheduleOf(`
    T1: UPDATE items SET version = 101 WHERE id = 1
    T2: SELECT id, version FROM items -- seen
    T1: ROLLBACK
    T2: SELECT id, version FROM items
    T2: COMMIT
  `),
  happened: ({ read }) => read('seen').get(1) === 101,
};

export const intermediateRead: Anomaly = {
  name: 'G1b',
  title: 'dirty read: intermediate',
  means: 'A transaction reads a value that another one overwrites before it commits.',
  allowedUpTo: 'READ UNCOMMITTED',
  schedule: scheduleOf(`
    T1: UPDATE items SET version = 101 WHERE id = 1
    T2: SELECT id, version FROM items -- seen
    T1: UPDATE items SET version = 11 WHERE id = 1
    T1: COMMIT
    T2: SELECT id, version FROM items
    T2: COMMIT
  `),
  happened: ({ read }) => read('seen').get(1) === 101,
};

export const circularFlow: Anomaly = {
  name: 'G1c',
  title: 'dirty read: circular',
  means: 'Each of two transactions reads what the other one has written, so neither came first.',
  allowedUpTo: 'READ UNCOMMITTED',
  schedule: scheduleOf(`
    T1: UPDATE items SET version = 11 WHERE id = 1
    T2: UPDATE items SET version = 22 WHERE id = 2
    T1: SELECT id, version FROM items WHERE id = 2 -- first
    T2: SELECT id, version FROM items WHERE id = 1 -- second
    T1: COMMIT
    T2: COMMIT
  `),
  happened: ({ read }) => read('first').get(2) === 22 && read('second').get(1) === 11,
};

export const vanishing: Anomaly = {
  name: 'OTV',
  title: 'observed transaction vanishes',
  means: 'A reader sees one row as one transaction left it, and another row as the one before did.',
  allowedUpTo: 'READ UNCOMMITTED',
  schedule: scheduleOf(`
    T1: UPDATE items SET version = 11 WHERE id = 1
    T1: UPDATE items SET version = 19 WHERE id = 2
    T2: UPDATE items SET version = 12 WHERE id = 1
    T1: COMMIT
    T3: SELECT id, version FROM items -- first
    T2: UPDATE items SET version = 18 WHERE id = 2
    T3: SELECT id, version FROM items -- second
    T2: COMMIT
    T3: SELECT id, version FROM items -- third
    T3: COMMIT
  `),
  happened: ({ read }) => ['first', 'second', 'third'].some((name) => isMixed(read(name))),
};

function isMixed(rows: Numbers): boolean {
  return (rows.get(1) === 12 && rows.get(2) === 19) || (rows.get(1) === 11 && rows.get(2) === 18);
}
