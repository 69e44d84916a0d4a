import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReplicas } from '../../../infra/testing.ts';
import { embeddedEngine } from '../embedded/engine.ts';
import type { EngineRun, EngineStep, RunSetup } from '../engine.ts';
import { openRealEngine } from './engine.ts';
import type { RealEngine } from './engine.ts';
import { Lifeline } from './lifeline.ts';
import { MysqlConnection } from './mysql-connection.ts';
import { ReplicaServer } from './replica-server.ts';
import { ROW, stepOf } from './testing.ts';

const SELECT = 'SELECT value FROM items WHERE id = 1';
const UPDATE = "UPDATE items SET value = 'v2', version = version + 1 WHERE id = 1";
const SETUP: RunSetup = { rows: [ROW], time: { now: 0 }, wantsChanges: false, replicas: 1 };

await describeReplicas('the real engine, with replicas', (servers) => {
  let engine: RealEngine;
  beforeAll(async () => {
    engine = await openRealEngine(servers);
  });
  afterAll(() => engine?.close());

  async function ask(
    run: EngineRun,
    sql: string,
    { replica = 0, session = 0, begin = false } = {},
  ): Promise<EngineStep> {
    const statement = { store: 'mysql', sql, params: [], begin, prepared: false } as const;
    const step = stepOf(session, replica === 0 ? statement : { ...statement, replica });
    await run.execute(step);
    return step;
  }

  const apply = (run: EngineRun, replica: number, position: number) =>
    run.intervene({ kind: 'apply', replica, commit: run.commits[position]! });

  /** Does the same on both engines, and returns what both answered. */
  async function onBoth<T>(setup: RunSetup, script: (run: EngineRun) => Promise<T>): Promise<T> {
    const answers: T[] = [];
    for (const one of [embeddedEngine, engine]) {
      const run = await one.begin(setup);
      try {
        answers.push(await script(run));
      } finally {
        await run.end();
      }
    }
    expect(answers[1]).toEqual(answers[0]);
    return answers[0]!;
  }

  it('shows what a replica has applied, and nothing that it has not been told to apply', async () => {
    const seen = await onBoth(SETUP, async (run) => {
      const values: unknown[] = [(await ask(run, SELECT, { replica: 1 })).reply];
      await ask(run, UPDATE);
      await ask(run, UPDATE.replace('v2', 'v3'));
      values.push((await ask(run, SELECT, { replica: 1 })).reply);
      for (const position of [0, 1]) {
        await apply(run, 1, position);
        values.push((await ask(run, SELECT, { replica: 1 })).reply, (await run.inspect()).replicas);
      }
      return values;
    });
    expect(JSON.stringify(seen).match(/"v\d"/g)).toEqual(['"v1"', '"v1"', '"v2"', '"v2"', '"v3"', '"v3"']);
  });

  it('keeps the snapshot of a transaction while the replica applies', async () => {
    await onBoth(SETUP, async (run) => {
      const first = await ask(run, SELECT, { replica: 1, begin: true });
      await ask(run, UPDATE);
      await apply(run, 1, 0);
      const second = await ask(run, SELECT, { replica: 1 });
      const other = await ask(run, SELECT, { replica: 1, session: 1 });
      await ask(run, 'COMMIT', { replica: 1 });
      return [first.reply, second.reply, other.reply, (await ask(run, SELECT, { replica: 1 })).reply];
    });
  });

  describe('who waits for a transaction there', () => {
    const gtidOf = ({ reply }: EngineStep): string => (reply as { gtid: string }).gtid;
    const waitFor = (run: EngineRun, gtid: string, session = 1) =>
      ask(run, `SELECT WAIT_FOR_EXECUTED_GTID_SET('${gtid}', 1) AS isLate`, { replica: 1, session });
    const shown = ({ state, reply }: EngineStep): unknown => [state, state === 'done' ? reply : null];

    it('goes on when the replica has applied it, and not before', async () => {
      const seen = await onBoth(SETUP, async (run) => {
        const [first, second] = [gtidOf(await ask(run, UPDATE)), gtidOf(await ask(run, UPDATE))];
        const waiting = await waitFor(run, second);
        const before = shown(waiting);
        await apply(run, 1, 0);
        const between = [shown(waiting), run.granted.length, shown(await waitFor(run, first, 2))];
        await apply(run, 1, 1);
        return [first, second, before, between, shown(waiting), run.granted.includes(waiting)];
      });
      const there = ['done', { kind: 'rows', columns: ['isLate'], rows: [{ isLate: 0 }] }];
      const [source] = (seen[0] as string).split(':');
      const waits = ['blocked', null];
      expect(seen).toEqual([`${source}:1`, `${source}:2`, waits, [waits, 0, there], there, true]);
    });

    it('is told that it took too long, and may wait again', async () => {
      const seen = await onBoth(SETUP, async (run) => {
        const gtid = gtidOf(await ask(run, UPDATE));
        const waiting = await waitFor(run, gtid);
        await run.intervene({ kind: 'lock-timeout', session: 1 });
        const late = [shown(waiting), run.granted.includes(waiting)];
        const again = await waitFor(run, gtid);
        await apply(run, 1, 0);
        return [late, shown(again), run.granted.includes(again)];
      });
      expect(JSON.stringify(seen).match(/"isLate":\d|true/g)).toEqual(['"isLate":1', 'true', '"isLate":0', 'true']);
    });

    it('lets the run end, also when it never came', async () => {
      await onBoth(SETUP, async (run) => shown(await waitFor(run, gtidOf(await ask(run, UPDATE)))));
      await onBoth(SETUP, async (run) => {
        await waitFor(run, gtidOf(await ask(run, UPDATE)));
        await run.intervene({ kind: 'disconnect', session: 1 });
        await apply(run, 1, 0);
        return run.granted.length;
      });
    });
  });

  it('refuses to change or lock rows on a replica', async () => {
    const statements = [UPDATE, 'DELETE FROM items WHERE id = 1', `${SELECT} FOR UPDATE`];
    const errors = await onBoth(SETUP, async (run) => {
      const steps: EngineStep[] = [];
      for (const sql of statements) steps.push(await ask(run, sql, { replica: 1 }));
      return steps.map(({ reply }) => reply);
    });
    for (const error of errors) expect(error).toMatchObject({ kind: 'error', errno: 1290 });
  });

  it('lets each replica apply in its own time', async () => {
    await onBoth({ ...SETUP, replicas: 2 }, async (run) => {
      await ask(run, UPDATE);
      await apply(run, 2, 0);
      const values = [await ask(run, SELECT, { replica: 1 }), await ask(run, SELECT, { replica: 2 })];
      await apply(run, 1, 0);
      values.push(await ask(run, SELECT, { replica: 1 }));
      return values.map(({ reply }) => reply);
    });
  });

  it("takes change events from a replica's binlog, once it has applied them", async () => {
    const seen = await onBoth({ ...SETUP, wantsChanges: true, changesFrom: 1 }, async (run) => {
      await ask(run, UPDATE);
      const before = run.changes.length;
      await apply(run, 1, 0);
      return [before, ...run.changes];
    });
    expect(seen).toMatchObject([0, { type: 'update', before: { value: 'v1' }, after: { value: 'v2' } }]);
  });

  it('gives the replicas to one run after the other, each with the rows that it begins with', async () => {
    const values = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        const run = await engine.begin({ ...SETUP, rows: [{ ...ROW, value: `r${n}` }] });
        const before = await ask(run, SELECT, { replica: 1 });
        await ask(run, UPDATE);
        await run.end();
        return before.reply;
      }),
    );
    expect(JSON.stringify(values).match(/"r\d"/g)).toEqual(Array.from({ length: 8 }, (_, n) => `"r${n}"`));
  });

  it('keeps up with runs that have no use for it, whatever those change', async () => {
    const plain: RunSetup = { rows: [ROW], time: { now: 0 }, wantsChanges: false };
    for (const sql of ['DELETE FROM items WHERE id = 1', UPDATE, "INSERT INTO items VALUES (2, 'w1', 1)"]) {
      const run = await engine.begin(plain);
      await ask(run, sql);
      await run.end();
    }
    await onBoth(SETUP, async (run) => (await ask(run, 'SELECT * FROM items', { replica: 1 })).reply);
  });

  it('says what is missing when there are fewer replicas than a scenario has', async () => {
    await expect(engine.begin({ ...SETUP, replicas: 3 })).rejects.toThrow(/3 replicas .*only 2 are there/);
  });

  it('leaves whole the replication of replicas that nobody has named', async () => {
    const { replicas, ...unnamed } = servers;
    const other = await openRealEngine(unnamed, { concurrency: 1 });
    const lifeline = new Lifeline();
    const replica = await ReplicaServer.open(replicas[0]!, lifeline);
    const primary = await MysqlConnection.open(servers.mysql, lifeline);
    await replica.take();
    try {
      const run = await other.begin({ ...SETUP, replicas: 0, wantsChanges: true });
      await ask(run, UPDATE);
      const [executed] = await primary.query<[string]>('SELECT @@GLOBAL.gtid_executed');
      await replica.applyUntil(executed![0]);
      const databases = await replica.control.query<[string]>("SHOW DATABASES LIKE 'stalemate\\_%'");
      expect(databases.length).toBeGreaterThan(0);
      await run.end();
    } finally {
      await replica.give();
      await other.close();
      replica.close();
      primary.close();
    }
  });
});
