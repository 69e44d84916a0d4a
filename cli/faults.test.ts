/** What a user is told when servers are not as a run needs them: one error that says what to do, and what was found until then. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Door } from '../harness/engines/real/testing-door.ts';
import { acquireServers, type Acquired } from '../infra/acquire.ts';
import { connectMysql, connectRedis } from '../infra/probe.ts';
import { describeReal } from '../infra/testing.ts';
import { main } from './main.ts';
import { folderOf } from './testing.ts';
import type { Finished } from './testing.ts';

const HEAD = (name: string) => `version: 1\nname: ${name}\nrows: { "item:1": v1 }\n`;
const ACTORS = `actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { count: 2, steps: [ { write: "item:1", value: v2 } ] }
explore: { policy: random, runs: 32, seed: 1 }
`;

const folder = folderOf({
  'race.yaml': `${HEAD('race')}${ACTORS}strategies: [cache-aside]\n`,
  'locks.yaml': `${HEAD('locks')}${ACTORS}strategies: [delete-in-transaction]\n`,
  'script.yaml': `${HEAD('script')}${ACTORS}strategies: [lease]\n`,
  'changes.yaml': `${HEAD('changes')}${ACTORS}strategies: [setnx-setex-binlog]\n`,
});
afterAll(() => folder.remove());

interface Row {
  readonly title: string;
  /** Redis commands and SQL statements that bring the servers into that state, and out of it. */
  readonly redis?: readonly [before: string, after: string];
  readonly sql?: readonly [before: readonly string[], after: readonly string[]];
  readonly user?: string;
  readonly redisUser?: string;
  readonly file?: string;
  readonly says: RegExp;
}

const GRANTED = 'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX';
const DROP_USER = ["DROP USER IF EXISTS 'app'@'%'"];
const withUser = (...grants: readonly string[]): NonNullable<Row['sql']> => [
  [...DROP_USER, "CREATE USER 'app'@'%'", ...grants.map((grant) => `GRANT ${grant} TO 'app'@'%'`)],
  DROP_USER,
];

const ROWS: readonly Row[] = [
  {
    title: 'a Redis that wants a password',
    redis: ['CONFIG SET requirepass secret', 'CONFIG SET requirepass ""'],
    says: /Redis at .* cannot be used: NOAUTH .*\nFix: put user and password into the URL/,
  },
  {
    title: 'a wrong password for Redis',
    redisUser: 'nobody:hunter2@',
    says: /Redis at .* cannot be used: WRONGPASS .*\nFix: put user and password into the URL/,
  },
  {
    title: 'a user of Redis who may not run scripts',
    redis: ['ACL SETUSER app on nopass ~* &* +@all -eval -evalsha', 'ACL DELUSER app'],
    redisUser: 'app:any@',
    file: 'script.yaml',
    says: /Redis: this user may not do what a run does \(NOPERM .*eval.*\)\. Fix: ACL SETUSER/,
  },
  {
    title: 'a Redis whose memory is full',
    redis: ['CONFIG SET maxmemory 1mb', 'CONFIG SET maxmemory 0'],
    says: /Redis: its memory is full \(OOM .*\)\. Fix: raise maxmemory/,
  },
  {
    title: 'a replica in the place of the primary',
    redis: ['REPLICAOF 127.0.0.1 1', 'REPLICAOF NO ONE'],
    says: /Redis is a replica\.\nFix: Give the URL of its primary/,
  },
  {
    title: 'a wrong password for MySQL',
    user: 'root:hunter2',
    says: /MySQL at .* cannot be used: Access denied .*\nFix: put user and password into the URL/,
  },
  {
    title: 'a user of MySQL who may not create databases',
    sql: withUser('USAGE ON *.*'),
    user: 'app',
    says: /MySQL: the database stalemate_\w+ cannot be created \(Access denied .*\)\. Fix: GRANT CREATE/,
  },
  {
    title: 'a user of MySQL who may not change rows',
    sql: withUser('CREATE, DROP, SELECT ON `stalemate\\_%`.*'),
    user: 'app',
    says: /MySQL: .*command denied.* Fix: GRANT/,
  },
  {
    title: 'a user of MySQL who may not see who waits for a lock',
    sql: withUser(`${GRANTED} ON \`stalemate\\_%\`.*`),
    user: 'app',
    file: 'locks.yaml',
    says: /MySQL: lock waits cannot be observed \(.*denied.*\)\. Fix: GRANT SELECT ON performance_schema/,
  },
  {
    title: 'a user of MySQL who may not read the binlog',
    sql: withUser(
      `${GRANTED} ON \`stalemate\\_%\`.*`,
      'SELECT ON performance_schema.*',
      'SESSION_VARIABLES_ADMIN ON *.*',
    ),
    user: 'app',
    file: 'changes.yaml',
    says: /MySQL: the binlog position cannot be read \(Access denied.*\)\. Fix: GRANT REPLICATION SLAVE/,
  },
  {
    title: 'a binlog of statements',
    sql: [["SET GLOBAL binlog_format = 'STATEMENT'"], ["SET GLOBAL binlog_format = 'ROW'"]],
    file: 'changes.yaml',
    says: /binlog_format is STATEMENT, and must be ROW\. Fix: SET GLOBAL binlog_format = 'ROW'/,
  },
  {
    title: 'a binlog of changed columns alone',
    sql: [["SET GLOBAL binlog_row_image = 'MINIMAL'"], ["SET GLOBAL binlog_row_image = 'FULL'"]],
    file: 'changes.yaml',
    says: /binlog_row_image is MINIMAL, and must be FULL\. Fix: SET GLOBAL binlog_row_image = 'FULL'/,
  },
  {
    title: 'a MySQL that is read-only',
    sql: [['SET GLOBAL super_read_only = ON'], ['SET GLOBAL super_read_only = OFF', 'SET GLOBAL read_only = OFF']],
    says: /MySQL: it is read-only \(.*super-read-only.*\)\. Fix: give the URL of the primary/,
  },
  {
    title: 'a MySQL that takes no more connections',
    sql: [
      [
        "CREATE USER 'app'@'%' WITH MAX_USER_CONNECTIONS 3",
        "GRANT ALL ON *.* TO 'app'@'%'",
        "REVOKE SUPER ON *.* FROM 'app'@'%'",
      ],
      DROP_USER,
    ],
    user: 'app',
    says: /MySQL: it takes no more connections \(.*max_user_connections.*\)\. Fix: raise max_connections/,
  },
];

describeReal('servers that are not as a run needs them', () => {
  let servers: Acquired;
  let redis: Awaited<ReturnType<typeof connectRedis>>;
  let mysql: Awaited<ReturnType<typeof connectMysql>>;
  beforeAll(async () => {
    servers = await acquireServers({ env: { ...process.env, STALEMATE_REDIS_URL: '', STALEMATE_MYSQL_URL: '' } });
    redis = await connectRedis(servers.redis);
    mysql = await connectMysql(servers.mysql);
  }, 60_000);
  afterAll(async () => {
    redis.disconnect();
    mysql.destroy();
    await servers.close();
  });

  const urls = ({ user = 'root', redisUser = '' }: Partial<Row> = {}): string[] => {
    const place = (address: object): string => (address as { readonly socketPath: string }).socketPath;
    return [
      ...['--redis', `redis+socket://${redisUser}${redisUser && 'localhost'}${place(servers.redis)}`],
      ...['--mysql', `mysql+socket://${user}@localhost${place(servers.mysql)}`],
    ];
  };
  const tell = (command: string) => {
    const [name = '', ...args] = command.split(' ').map((word) => (word === '""' ? '' : word));
    return redis.call(name, ...args);
  };
  const execute = async (statements: readonly string[]) => {
    for (const statement of statements) await mysql.query(statement);
  };

  it.each(ROWS)(
    '$title',
    async (row) => {
      await execute(row.sql?.[0] ?? []);
      if (row.redis !== undefined) await tell(row.redis[0]);
      try {
        const done = await inProcess([
          'run',
          `${folder.path}/${row.file ?? 'race.yaml'}`,
          '--on',
          'real',
          '--json',
          ...urls(row),
        ]);
        expect(done.stderr).toMatch(row.says);
        expectOneError(done);
        expect(done.exitCode).toBe(2);
      } finally {
        if (row.redis !== undefined) await tell(row.redis[1]);
        await execute(row.sql?.[1] ?? []);
      }
    },
    30_000,
  );

  interface Loss {
    readonly args: readonly string[];
    /** The server is lost when this was said to MySQL so often. */
    readonly at: RegExp;
    readonly times: number;
    /** What is known of the result. */
    readonly has: object;
  }

  const race = `${folder.path}/race.yaml`;
  const schedule = ['--strategy', 'cache-aside', '--schedule', 'reader reader writer2 writer2 writer1 writer1 reader'];
  const CELL = { problems: [{ kind: 'server', message: expect.stringContaining('is lost') }] };
  const LOSSES: readonly Loss[] = [
    { args: ['run', race, '--on', 'real'], at: /UPDATE items/, times: 30, has: { results: [CELL] } },
    { args: ['run', race, '--on', 'twin'], at: /UPDATE items/, times: 30, has: { results: [CELL] } },
    {
      args: ['fuzz', race, '--on', 'real', '--runs', '100', '--corpus', `${folder.path}/corpus`],
      at: /UPDATE items/,
      times: 30,
      has: { results: [{ ...CELL, fuzz: {} }] },
    },
    {
      args: [
        'fuzz',
        '--scenarios',
        '--strategy',
        'cache-aside',
        '--on',
        'real',
        '--runs',
        '300',
        '--corpus',
        `${folder.path}/corpus`,
      ],
      at: /UPDATE items/,
      times: 30,
      has: { results: [{ ...CELL, fuzz: {} }] },
    },
    { args: ['replay', race, ...schedule, '--on', 'real'], at: /UPDATE items/, times: 1, has: { results: [] } },
    {
      args: ['replay', race, ...schedule, '--on', 'twin'],
      at: /UPDATE items/,
      times: 1,
      has: { results: [{ anomalies: { 'stale-at-rest': { schedules: 1 } } }], replay: {} },
    },
    {
      args: ['shrink', race, ...schedule, '--on', 'real'],
      at: /UPDATE items/,
      times: 1,
      has: { results: [{}], shrink: { anomaly: 'stale-at-rest' } },
    },
    {
      args: ['isolation', '--on', 'real'],
      at: /COMMIT/,
      times: 20,
      has: { cells: expect.arrayContaining([expect.anything()]) },
    },
  ];

  it.each(LOSSES)(
    'MySQL is lost in the middle of $args.0 $args.1 $args.2: one error, and what was found until then',
    async ({ args, at, times, has }) => {
      let said = 0;
      const door = new Door(servers.mysql, (text) => {
        if (at.test(text) && ++said === times) door.slam();
      });
      await door.open();
      const [, redisUrl] = urls();
      const done = await inProcess([
        ...args,
        '--json',
        '--redis',
        redisUrl!,
        '--mysql',
        `mysql+socket://root@localhost${door.path}`,
      ]);
      expect(done.stderr).toMatch(
        /The connection to MySQL at .*\.sock is lost: .*\. Fix: see whether MySQL runs there/,
      );
      expectOneError(done);
      expect(done.exitCode).toBe(70);
      const result: unknown = JSON.parse(done.stdout);
      expect(result).toMatchObject({ exitCode: 70, ...has });
    },
    30_000,
  );
});

describe('no servers', () => {
  it('a directory for them that cannot be made', async () => {
    vi.stubEnv('TMPDIR', '/dev/null');
    for (const url of ['STALEMATE_REDIS_URL', 'STALEMATE_MYSQL_URL']) vi.stubEnv(url, '');
    const done = await inProcess(['run', `${folder.path}/race.yaml`, '--on', 'real', '--json']);
    vi.unstubAllEnvs();
    expect(done).toMatchObject({ exitCode: 2, stdout: '' });
    expect(done.stderr).toMatch(/Cannot make the directory \/dev\/null/);
    expectOneError(done);
  });
});

/** No stack trace, no warning of a library, and `Fix` once. */
function expectOneError({ stderr }: Finished): void {
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stderr.match(/Fix: /g)).toHaveLength(1);
}

/** A command in this process: what the servers do to it matters, not how it is started. */
async function inProcess(args: readonly string[]): Promise<Finished> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation(((text: string, done?: () => void) => {
      written[name] += text;
      done?.();
      return true;
    }) as typeof process.stdout.write),
  );
  try {
    const exitCode = await main(args);
    return { exitCode, ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
