import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { describeReal } from '../../infra/testing.ts';
import { embeddedEngine } from './embedded/engine.ts';
import { parseTable } from './embedded/mysql/own-tables.ts';
import type { Engine, EngineRun, EngineStep, RunSetup } from './engine.ts';
import { openRealEngine } from './real/engine.ts';
import { ROW, sqlStep } from './real/testing.ts';

const TABLES = [
  `CREATE TABLE outbox (
    id BIGINT NOT NULL AUTO_INCREMENT,
    item_key VARCHAR(16) NOT NULL,
    sent BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (id)
  )`,
  'CREATE TABLE seen (event_id BIGINT NOT NULL PRIMARY KEY)',
  'CREATE TABLE users (id INT NOT NULL AUTO_INCREMENT, email VARCHAR(16) UNIQUE, team INT, PRIMARY KEY (id), KEY (team))',
  'CREATE TABLE accounts (email VARCHAR(32) NOT NULL PRIMARY KEY, balance INT NOT NULL)',
];
const SETUP: RunSetup = { rows: [ROW], time: { now: 0 }, wantsChanges: true, tables: TABLES, follows: 'outbox' };

/** Each line is a session and its statement; in the end, who waited and what was let go is among the replies. */
async function replies(run: EngineRun, script: string): Promise<unknown[]> {
  const steps: EngineStep[] = [];
  for (const line of script.trim().split('\n')) {
    const [, session, begin, sql] = /^\s*(\d) (BEGIN )?(.*)$/.exec(line) ?? [];
    const step = sqlStep(Number(session), sql ?? '', { begin: begin !== undefined });
    await run.execute(step);
    steps.push(step);
  }
  return steps.map(({ state, reply }) => (state === 'blocked' ? 'blocked' : reply));
}

const SCRIPTS = {
  'numbers go up, also those that a rollback gives back': `
    0 BEGIN INSERT INTO outbox (item_key) VALUES ('a'), ('b')
    1 INSERT INTO outbox (item_key) VALUES ('c')
    0 ROLLBACK
    0 INSERT INTO outbox (id, item_key) VALUES (9, 'd')
    0 INSERT INTO outbox (id, item_key) VALUES (NULL, 'e')
    0 INSERT INTO outbox (id, item_key) VALUES (0, 'f')
    0 SELECT id, item_key, sent FROM outbox ORDER BY id`,
  'what a transaction changes in two tables is seen, and taken back, at once': `
    0 BEGIN UPDATE items SET value = 'v2' WHERE id = 1
    0 INSERT INTO outbox (item_key) VALUES ('item:1')
    1 SELECT COUNT(*) AS n FROM outbox
    0 COMMIT
    1 SELECT id, sent FROM outbox WHERE sent = 0
    0 BEGIN UPDATE outbox SET sent = 1 WHERE id = 1
    0 SAVEPOINT here
    0 DELETE FROM outbox WHERE id = 1
    0 ROLLBACK TO here
    0 SELECT id, sent FROM outbox
    0 ROLLBACK
    1 SELECT id, sent FROM outbox`,
  'a snapshot is one of all tables': `
    0 BEGIN SELECT value FROM items WHERE id = 1
    1 INSERT INTO outbox (item_key) VALUES ('a')
    0 SELECT COUNT(*) AS n FROM outbox
    0 COMMIT
    0 SELECT COUNT(*) AS n FROM outbox`,
  'rows of the same number in two tables are two rows': `
    0 BEGIN INSERT INTO seen (event_id) VALUES (1)
    1 UPDATE items SET value = 'v2' WHERE id = 1
    1 INSERT IGNORE INTO seen (event_id) VALUES (1)
    0 COMMIT
    1 INSERT INTO seen (event_id) VALUES (1)
    1 INSERT INTO seen (event_id) VALUES (2)`,
  'a circle of waits through two tables is a deadlock': `
    0 BEGIN UPDATE items SET value = 'v2' WHERE id = 1
    1 BEGIN INSERT INTO seen (event_id) VALUES (1)
    0 INSERT INTO seen (event_id) VALUES (1)
    1 UPDATE items SET value = 'v3' WHERE id = 1
    0 COMMIT
    1 ROLLBACK
    2 SELECT value FROM items WHERE id = 1
    2 SELECT event_id FROM seen`,
  'keys of text are locked as keys of numbers are': `
    0 INSERT INTO accounts (email, balance) VALUES ('carl', 1), ('Ann', 2), ('zoe', 3)
    0 INSERT INTO accounts (email, balance) VALUES ('ANN', 4)
    0 SELECT * FROM accounts
    0 BEGIN SELECT balance FROM accounts WHERE email = 'bea' FOR UPDATE
    1 INSERT INTO accounts (email, balance) VALUES ('bob', 5)
    2 INSERT INTO accounts (email, balance) VALUES ('dan', 6)
    2 UPDATE accounts SET balance = balance + 1 WHERE email = 'ANN'
    0 COMMIT
    0 BEGIN UPDATE accounts SET balance = 0 WHERE email = 'carl'
    1 UPDATE accounts SET balance = 9 WHERE email = 'CARL'
    2 SELECT email FROM accounts WHERE email > 'b' AND email <> 'zoe'
    0 ROLLBACK
    2 SELECT * FROM accounts WHERE email IN ('carl', 'nobody', 'ann')`,
  'what must be unique is': `
    0 INSERT INTO users (email, team) VALUES ('ann', 1), ('bob', 1), (NULL, 2), (NULL, 2)
    0 INSERT INTO users (email, team) VALUES ('ANN', 3)
    0 UPDATE users SET email = 'bob' WHERE id = 1
    0 INSERT IGNORE INTO users (email, team) VALUES ('ann', 3)
    0 INSERT INTO users (email, team) VALUES ('ann', 3) ON DUPLICATE KEY UPDATE team = team + 10
    0 INSERT INTO users (email, team) VALUES ('carl', 3)
    0 BEGIN UPDATE users SET email = 'anna' WHERE id = 1
    0 ROLLBACK
    1 DELETE FROM users WHERE id = 2
    1 UPDATE users SET email = 'bob' WHERE id = 1
    0 SELECT id, email, team FROM users ORDER BY id`,
  'a change of the length of a text': `
    0 INSERT INTO accounts (email, balance) VALUES ('ann', 1)
    0 BEGIN UPDATE accounts SET email = 'anna' WHERE email = 'ann'
    1 INSERT INTO accounts (email, balance) VALUES ('anna', 5)
    0 COMMIT
    1 SELECT * FROM accounts`,
  'values must fit': `
    0 INSERT INTO outbox (item_key, sent) VALUES ('a', 200)
    0 INSERT INTO outbox (item_key) VALUES ('a name of more than sixteen characters')
    0 INSERT INTO outbox (sent) VALUES (1)
    0 SELECT id, sent FROM nowhere`,
} as const;

const NAMES = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[];

async function play(engine: Engine, name: keyof typeof SCRIPTS): Promise<unknown> {
  const run = await engine.begin(SETUP);
  const answers = await replies(run, SCRIPTS[name]);
  const { changes, commits } = run;
  const of = { answers, changes: [...changes], commits: commits.map((commit) => commit.changes) };
  await run.end();
  return of;
}

describe('tables of a strategy in the embedded engine', () => {
  it.each(NAMES)('%s', async (name) => {
    expect(await play(embeddedEngine, name)).toMatchSnapshot();
  });

  it.each([
    ['a foreign key', 'CREATE TABLE t (id INT PRIMARY KEY, a INT, FOREIGN KEY (a) REFERENCES u (id))', 'a constraint'],
    ['a check', 'CREATE TABLE t (id INT PRIMARY KEY, a INT, CHECK (a > 0))', 'a constraint'],
    ['a FLOAT', 'CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, a FLOAT)', 'the type FLOAT'],
    ['bytes', 'CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, a BLOB)', 'the type BLOB'],
    ['another collation', 'CREATE TABLE t (id INT PRIMARY KEY) COLLATE=utf8mb4_bin', 'the option COLLATE'],
    ['a date for a key', 'CREATE TABLE t (id DATE PRIMARY KEY)', 'a primary key of this type'],
    ['no key', 'CREATE TABLE t (a BIGINT NOT NULL)', 'a primary key that'],
  ])('with %s are refused by name', (_, ddl, what) => {
    expect(() => parseTable(ddl)).toThrow(what);
  });
});

describeReal('tables of a strategy in MySQL', (servers) => {
  let real: Engine;
  beforeAll(async () => {
    real = await openRealEngine(servers, { concurrency: 1 });
  });
  afterAll(() => real.close());

  it.each(NAMES)('%s, as in the embedded engine', async (name) => {
    expect(await play(real, name)).toEqual(await play(embeddedEngine, name));
  });

  test('are not there for a run without them', async () => {
    const run = await real.begin({ rows: [ROW], time: { now: 0 }, wantsChanges: false });
    expect(await replies(run, '0 SELECT * FROM outbox')).toMatchObject([{ code: 'ER_NO_SUCH_TABLE' }]);
    await run.end();
  });
});
