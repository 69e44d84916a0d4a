import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { describeMariadb, describeReal } from '../../infra/testing.ts';
import { embeddedEngine } from './embedded/engine.ts';
import type { Engine, EngineRun, EngineStep, MysqlReply, RunSetup, SqlValue, StoreError } from './engine.ts';
import { lockCallOf } from './named-locks.ts';
import { openRealEngine } from './real/engine.ts';
import { ROW, sqlStep } from './real/testing.ts';

const SETUP: RunSetup = { rows: [ROW, { ...ROW, id: 2 }], time: { now: 0 }, wantsChanges: false };

describe('a call of a named lock', () => {
  const callIn = (sql: string) => {
    const call = lockCallOf(sql);
    return call === null ? null : [call.function, ...call.args, call.alias ?? call.text];
  };

  it.each([
    ["SELECT GET_LOCK('a', (', -1)", null],
    ["SELECT GET_LOCK('a, (', -1)", ['get_lock', "'a, ('", '-1', "GET_LOCK('a, (', -1)"]],
    [
      "do release_lock ( CONCAT('x', (?)) ) ;",
      ['release_lock', "CONCAT('x', (?))", "release_lock ( CONCAT('x', (?)) )"],
    ],
    ["/* a */ SELECT GET_LOCK('a' -- b, c\n, ?) AS `my lock` FROM DUAL", ['get_lock', "'a'", '?', 'my lock']],
    ['SELECT RELEASE_ALL_LOCKS() released', ['release_all_locks', 'released']],
    ["SELECT GET_LOCK('a', 1), RELEASE_LOCK('b')", null],
    ["SELECT GET_LOCK('a', 1) = (1)", null],
    ["SELECT GET_LOCK('a', 1) FROM items", null],
    ["SELECT GET_LOCK(RELEASE_LOCK('a'), 1)", null],
    ["SELECT 'GET_LOCK(1)' AS text", null],
  ])('is seen in %s', (sql, call) => expect(callIn(sql)).toEqual(call));
});

/**
 * Each line is a statement of a session and, behind the bar, what it came to, and whom it let go. `TIMEOUT 1` ends a wait of
 * session 1, `GONE 1` the session.
 */
const SCRIPTS: Readonly<Record<string, string>> = {
  'first come, first served, whatever the case of the name': `
    0 SELECT GET_LOCK('a', 10) AS got     | 0 got=1
    1 SELECT GET_LOCK('A', 10) AS got     | 1 waits for 0
    2 SELECT GET_LOCK('a', -1) AS got     | 2 waits for 0
    3 SELECT GET_LOCK('b', 10) AS got     | 3 got=1
    0 SELECT RELEASE_LOCK('a') AS gone    | 0 gone=1, 1 got=1
    1 DO RELEASE_LOCK('a')                | 1 ok, 2 got=1
    0 SELECT GET_LOCK('a', 0) AS got      | 0 got=0`,
  'as often as it was asked for': `
    0 SELECT GET_LOCK('a', 0)             | 0 GET_LOCK('a', 0)=1
    0 DO GET_LOCK('a', 0)                 | 0 ok
    1 SELECT GET_LOCK('a', 5) AS got      | 1 waits for 0
    0 SELECT RELEASE_LOCK('a') AS gone    | 0 gone=1
    0 SELECT RELEASE_LOCK('a') AS gone    | 0 gone=1, 1 got=1
    0 SELECT RELEASE_LOCK('a') AS gone    | 0 gone=0
    0 SELECT RELEASE_LOCK('b') AS gone    | 0 gone=null
    0 SELECT IS_FREE_LOCK('A') AS free    | 0 free=0
    0 SELECT IS_FREE_LOCK('b') AS free    | 0 free=1`,
  'over the end of a transaction, and all at once': `
    0 BEGIN SELECT GET_LOCK('a', 0) AS x  | 0 x=1
    0 SELECT GET_LOCK('b', 0) AS x        | 0 x=1
    0 SELECT GET_LOCK('b', 0) AS x        | 0 x=1
    0 ROLLBACK                            | 0 ok
    2 SELECT GET_LOCK('a', 9) AS x        | 2 waits for 0
    1 SELECT GET_LOCK('b', 9) AS x        | 1 waits for 0
    0 SELECT RELEASE_ALL_LOCKS() AS n     | 0 n=3, 1 x=1, 2 x=1
    0 SELECT RELEASE_ALL_LOCKS() AS n     | 0 n=0`,
  'until the session ends, after its transaction': `
    0 SELECT GET_LOCK('a', 0) AS x                     | 0 x=1
    0 BEGIN UPDATE items SET value = 'v2' WHERE id = 1 | 0 ok
    1 SELECT GET_LOCK('a', 9) AS x                     | 1 waits for 0
    2 SELECT GET_LOCK('a', 9) AS x                     | 2 waits for 0
    GONE 1                                             | 
    GONE 0                                             | 2 x=1
    2 SELECT value FROM items WHERE id = 1             | 2 value=v1`,
  'unless the wait ends before': `
    0 SELECT GET_LOCK('a', 9) AS x        | 0 x=1
    1 SELECT GET_LOCK('a', 9) AS x        | 1 waits for 0
    2 DO GET_LOCK('a', 9)                 | 2 waits for 0
    TIMEOUT 1                             | 1 x=0
    TIMEOUT 2                             | 2 ok
    0 SELECT RELEASE_LOCK('a') AS x       | 0 x=1
    1 SELECT IS_FREE_LOCK('a') AS x       | 1 x=1`,
  'with a timeout of anything': `
    0 DO GET_LOCK('a', 1)                 | 0 ok
    1 SELECT GET_LOCK('a', NULL) AS x     | 1 x=0
    1 SELECT GET_LOCK('a', 'x') AS x      | 1 x=0
    1 SELECT GET_LOCK('a', 0.4) AS x      | 1 x=0
    1 SELECT GET_LOCK('a', '2x') AS x     | 1 waits for 0`,
  'in a circle: error 3058, and what was locked and changed stays': `
    0 BEGIN UPDATE items SET value = 'v2' WHERE id = 1 | 0 ok
    0 SELECT GET_LOCK('a', 9) AS x                     | 0 x=1
    1 SELECT GET_LOCK('b', 9) AS x                     | 1 x=1
    2 SELECT GET_LOCK('c', 9) AS x                     | 2 x=1
    1 SELECT GET_LOCK('a', 9) AS x                     | 1 waits for 0
    2 SELECT GET_LOCK('b', 9) AS x                     | 2 waits for 1
    0 SELECT GET_LOCK('c', 0) AS x                     | 0 x=0
    0 SELECT GET_LOCK('c', 9) AS x                     | 0 3058 Deadlock found when trying to get user-level lock; try rolling back transaction/releasing locks and restarting lock acquisition.
    0 SELECT value FROM items WHERE id = 1             | 0 value=v2
    0 SELECT RELEASE_LOCK('a') AS x                    | 0 x=1, 1 x=1
    1 SELECT RELEASE_LOCK('b') AS x                    | 1 x=1, 2 x=1`,
  'in a circle with row locks, which stays until a wait times out': `
    0 SELECT GET_LOCK('a', 9) AS x                     | 0 x=1
    1 BEGIN UPDATE items SET value = 'v2' WHERE id = 1 | 1 ok
    0 UPDATE items SET value = 'v3' WHERE id = 1       | 0 waits for 1
    1 SELECT GET_LOCK('a', 9) AS x                     | 1 waits for 0
    2 UPDATE items SET value = 'v4' WHERE id = 2       | 2 ok
    TIMEOUT 1                                          | 1 x=0
    1 COMMIT                                           | 1 ok, 0 ok`,
  'in a circle with row locks, which stays': `
    0 SELECT GET_LOCK('a', 9) AS x                     | 0 x=1
    1 BEGIN UPDATE items SET value = 'v2' WHERE id = 1 | 1 ok
    0 UPDATE items SET value = 'v3' WHERE id = 1       | 0 waits for 1
    1 SELECT GET_LOCK('a', 9) AS x                     | 1 waits for 0`,
  'handed over by a BEGIN that commits': `
    0 BEGIN UPDATE items SET value = 'v2' WHERE id = 1 | 0 ok
    1 SELECT GET_LOCK('a', 9) AS x                     | 1 x=1
    2 UPDATE items SET value = 'v3' WHERE id = 1       | 2 waits for 0
    0 BEGIN SELECT GET_LOCK('a', 9) AS x               | 0 waits for 1, 2 ok
    1 SELECT RELEASE_ALL_LOCKS() AS x                  | 1 x=1, 0 x=1`,
  'under names of every kind': `
    0 SELECT GET_LOCK(NULL, 0) AS x                    | 0 3057 Incorrect user-level lock name 'NULL'. The name is empty, NULL, or can not be expressed in the current character-set.
    0 SELECT RELEASE_LOCK('') AS x                     | 0 3057 Incorrect user-level lock name ''. The name is empty, NULL, or can not be expressed in the current character-set.
    0 SELECT IS_FREE_LOCK('${'é'.repeat(65)}') AS x    | 0 4163 User-level lock name '${'é'.repeat(65)}' should not exceed 64 characters.
    0 SELECT GET_LOCK('${'é'.repeat(64)}', 0) AS x     | 0 x=1
    1 SELECT GET_LOCK('${'É'.repeat(64)}', 0) AS x     | 1 x=0
    1 SELECT GET_LOCK('${'é'.repeat(63)}', 0) AS x     | 1 x=1
    0 SELECT GET_LOCK(' ', 0) AS x                     | 0 x=1
    1 SELECT GET_LOCK('  ', 0) AS x                    | 1 x=1
    0 SELECT GET_LOCK(CONCAT('item:', 5), 0) AS x      | 0 x=1
    1 SELECT IS_FREE_LOCK('ITEM:5') AS x               | 1 x=0
    0 SELECT GET_LOCK(5, 0) AS x                       | 0 x=1
    1 SELECT IS_FREE_LOCK('5') AS x                    | 1 x=0
    0 SELECT GET_LOCK('a') AS x                        | 0 1582 Incorrect parameter count in the call to native function 'GET_LOCK'`,
};

/** What MariaDB does otherwise. */
const ON_MARIADB: Readonly<Record<string, string>> = {
  'by the letter of their names': `
    0 SELECT GET_LOCK('a', 10) AS got     | 0 got=1
    1 SELECT GET_LOCK('A', 10) AS got     | 1 got=1
    1 SELECT GET_LOCK('a', 10) AS got     | 1 waits for 0
    0 SELECT RELEASE_LOCK('a') AS gone    | 0 gone=1, 1 got=1`,
  'not with a negative timeout, nor with none': `
    0 SELECT GET_LOCK('a', -1) AS got     | 0 got=null
    0 SELECT GET_LOCK('a', NULL) AS got   | 0 got=null
    0 SELECT IS_FREE_LOCK('a') AS free    | 0 free=1`,
  'in a circle: error 1213, and what was locked and changed stays': `
    0 BEGIN UPDATE items SET value = 'v2' WHERE id = 1 | 0 ok
    0 SELECT GET_LOCK('a', 9) AS x                     | 0 x=1
    1 SELECT GET_LOCK('b', 9) AS x                     | 1 x=1
    1 SELECT GET_LOCK('a', 9) AS x                     | 1 waits for 0
    0 SELECT GET_LOCK('b', 9) AS x                     | 0 1213 Deadlock found when trying to get lock; try restarting transaction
    2 UPDATE items SET value = 'v3' WHERE id = 1       | 2 waits for 0
    0 COMMIT                                           | 0 ok, 2 ok
    0 SELECT RELEASE_LOCK('a') AS x                    | 0 x=1, 1 x=1`,
};

interface Played {
  readonly expected: readonly string[];
  readonly found: readonly string[];
}

async function play(engine: Engine, name: string, scripts = SCRIPTS): Promise<Played> {
  const lines = scripts[name]!.trim().split('\n');
  const run = await engine.begin(SETUP);
  const found: string[] = [];
  for (const line of lines) found.push(await perform(run, line.split(' | ')[0]!.trim()));
  await run.end();
  return { expected: lines.map((line) => line.split(' | ')[1]!), found };
}

async function perform(run: EngineRun, line: string): Promise<string> {
  const [, event, left, session, begin, sql = ''] = /^(?:(TIMEOUT|GONE) (\d)|(\d) (BEGIN )?(.*))$/.exec(line)!;
  const steps: EngineStep[] = [];
  if (event === undefined) {
    const step = sqlStep(Number(session), sql, { begin: begin !== undefined });
    await run.execute(step);
    steps.push(step);
  } else await run.intervene({ kind: event === 'GONE' ? 'disconnect' : 'lock-timeout', session: Number(left) });
  return [...steps, ...run.granted].map(wordsOf).join(', ');
}

function wordsOf({ session, state, reply, blockedBy }: EngineStep): string {
  if (state === 'blocked') return `${session} waits for ${blockedBy}`;
  const { kind } = reply as MysqlReply | StoreError;
  if (kind === 'ok') return `${session} ok`;
  if (kind === 'error') return `${session} ${(reply as StoreError).errno} ${(reply as StoreError).message}`;
  const [[column, value] = []] = Object.entries((reply as Extract<MysqlReply, { kind: 'rows' }>).rows[0]!);
  return `${session} ${column}=${value}`;
}

const NAMES = Object.keys(SCRIPTS);

describe('the embedded engine gives named locks', () => {
  it.each(NAMES)('%s', async (name) => {
    const { expected, found } = await play(embeddedEngine, name);
    expect(found).toEqual(expected);
  });
});

describeReal('MySQL gives named locks', (servers) => {
  let real: Engine;
  beforeAll(async () => {
    real = await openRealEngine(servers, { concurrency: 2 });
  });
  afterAll(() => real.close());

  // In each, what the one before has left locked is free again, on the same connections.
  it.each(NAMES)('%s', async (name) => {
    const { expected, found } = await play(real, name);
    expect(found).toEqual(expected);
  });

  test('to runs that do not meet in them', async () => {
    const runs = await Promise.all([real.begin(SETUP), real.begin(SETUP)]);
    const found = await Promise.all(runs.map((run) => perform(run, "0 SELECT GET_LOCK('a', 9) AS x")));
    expect(found).toEqual(['0 x=1', '0 x=1']);
    await Promise.all(runs.map((run) => run.end()));
  });

  test('with and without prepared parameters, under the column names that MySQL gives', async () => {
    const run = await real.begin(SETUP);
    const asks = async (sql: string, params: readonly SqlValue[], prepared: boolean): Promise<string> => {
      const step = sqlStep(0, sql, { params, prepared });
      await run.execute(step);
      return wordsOf(step);
    };
    expect(await asks('SELECT GET_LOCK(?, ?)', ['a', 9], false)).toBe("0 GET_LOCK('a', 9)=1");
    expect(await asks('SELECT GET_LOCK(?, ?)', ['a', 9], true)).toBe('0 GET_LOCK(?, ?)=1');
    expect(await asks("SELECT GET_LOCK(CONCAT('item:', ?), ?) AS x", [5, null], true)).toBe('0 x=1');
    expect(await asks('SELECT RELEASE_ALL_LOCKS() AS x', [], true)).toBe('0 x=3');
    await run.end();
  });
});

await describeMariadb('MariaDB gives named locks', (servers) => {
  let real: Engine;
  beforeAll(async () => {
    real = await openRealEngine(servers, { concurrency: 1 });
  });
  afterAll(() => real.close());

  const scripts = { ...SCRIPTS, ...ON_MARIADB };
  const same = [
    'over the end of a transaction, and all at once',
    'unless the wait ends before',
    'in a circle with row locks, which stays until a wait times out',
    'handed over by a BEGIN that commits',
  ];
  it.each([...same, ...Object.keys(ON_MARIADB)])('%s', async (name) => {
    const { expected, found } = await play(real, name, scripts);
    expect(found).toEqual(expected);
  });
});
