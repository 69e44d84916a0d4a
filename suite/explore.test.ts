import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { join } from 'node:path';
import { adapt, defineStrategy, explore, type ExploreOptions, type Scenario, z } from '../index.ts';
import { ownDirectory, race, setFirst } from './testing.ts';

const CLASSIC_RACE = '../scenarios/classic-race.yaml';
let directory: ReturnType<typeof ownDirectory>;
beforeAll(() => void (directory = ownDirectory()));
afterAll(() => directory.remove());

/** What `explore` says about bad input; its place in this file left out. */
async function problemsOf(options: unknown): Promise<string> {
  const error = await explore(options as ExploreOptions).then(
    () => new Error('nothing was wrong'),
    (thrown: Error) => thrown,
  );
  expect(error.name).toBe('ExploreError');
  return error.message.replaceAll(/^\S*explore\.test\.ts:\d+:\d+: /gm, '');
}

describe('an exploration in a test', () => {
  it('is the result that `--json` prints, for one cell', async () => {
    const exploration = await explore({ scenario: race, strategy: 'cache-aside' });
    expect(exploration).toMatchObject({ schemaVersion: 1, servers: { redis: null } });
    expect(exploration.results).toEqual([exploration.cell]);
    expect(exploration.cell.anomalies['stale-at-rest']?.counterexample?.steps).toHaveLength(5);
    expect(Object.keys(JSON.parse(JSON.stringify(exploration)) as object)).not.toContain('cell');
  });

  it('is the same again, apart from durations', async () => {
    const [first, second] = await Promise.all([
      explore({ scenario: race, strategy: 'double-delete' }),
      explore({ scenario: race, strategy: 'double-delete' }),
    ]);
    const text = (result: object): string =>
      JSON.stringify(result, (key, value: unknown) => (key === 'durationMs' ? 0 : value));
    expect(text(first)).toBe(text(second));
  });

  it('judges code that is written in the test', async () => {
    const exploration = await explore({ scenario: race, strategy: setFirst });
    expect(exploration.cell.strategy).toBe('mine');
    expect(exploration.cell.anomalies['stale-at-rest']!.schedules).toBeGreaterThan(0);
  });

  it('gives options to a strategy, and calls it as the test does', async () => {
    const seen: number[] = [];
    const strategy = defineStrategy({
      name: 'with-options',
      title: 'As it is told',
      options: z.object({ retries: z.number().default(3) }),
      create: ({ retries }) => {
        seen.push(retries);
        return setFirst.create({});
      },
    });
    const exploration = await explore({
      scenario: race,
      strategy: { use: strategy, as: 'twice', with: { retries: 2 } },
    });
    expect(exploration.cell.strategy).toBe('twice');
    expect(seen).toContain(2);
  });

  it('judges code of a service as it is', async () => {
    const service = adapt({
      create: ({ redis, mysql }) => ({
        async read(key) {
          const cached = await redis.get(key);
          if (cached !== null) return cached;
          const [rows] = await mysql.execute('SELECT value FROM items WHERE id = ?', [1]);
          const { value } = (rows as { value: string }[])[0]!;
          await redis.set(key, value);
          return value;
        },
        async write(key, value) {
          await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, 1]);
          await redis.del(key);
        },
      }),
    });
    const { cell } = await explore({ scenario: race, strategy: { use: service, as: 'our-service' } });
    expect(cell).toMatchObject({ strategy: 'our-service', problems: [] });
    expect(cell.anomalies['stale-at-rest']!.schedules).toBeGreaterThan(0);
  });

  it('takes a scenario file, and its strategies by name', async () => {
    const exploration = await explore({ scenario: CLASSIC_RACE, strategy: 'lease' });
    expect(exploration).toMatchObject({ verdict: 'pass', cell: { scenario: 'classic-race', strategy: 'lease' } });
  });

  it('tries a strategy in a scenario file that does not name it', async () => {
    const path = join(import.meta.dirname, CLASSIC_RACE);
    expect((await explore({ scenario: path, strategy: setFirst })).cell.strategy).toBe('mine');
    expect((await explore({ scenario: path, strategy: 'gtid-wait' })).cell.strategy).toBe('gtid-wait');
  });

  it('takes the only strategy of a scenario without being told', async () => {
    const scenario: Scenario = { ...race, strategies: ['lease'] };
    expect((await explore({ scenario })).cell.strategy).toBe('lease');
  });

  it('judges the expectations of the scenario', async () => {
    const expected = (is: 'never' | 'possible'): Scenario => ({
      ...race,
      expect: [{ strategy: 'all', anomaly: 'stale-at-rest', is }],
    });
    expect((await explore({ scenario: expected('possible'), strategy: 'cache-aside' })).verdict).toBe('pass');
    const failed = await explore({ scenario: expected('never'), strategy: 'cache-aside' });
    expect(failed).toMatchObject({ verdict: 'fail', exitCode: 1 });
    expect(failed.cell.expectations).toHaveLength(1);
  });

  it('simulates a load, where the policy is `timed`', async () => {
    const scenario: Scenario = {
      name: 'load',
      explore: { policy: 'timed', runs: 2 },
      timing: { redis: { p50: '1ms', p99: '2ms' }, mysql: { p50: '2ms', p99: '9ms' } },
      load: { duration: '1s', reads_per_second: 50, writes_per_second: 20, keys: { count: 2 } },
    };
    const { cell } = await explore({ scenario, strategy: 'cache-aside' });
    expect(cell.timed).toBeDefined();
    expect(cell.schedules.executed).toBe(2);
  });
});

describe('bad input', () => {
  it('is told in full, by the names of its parts and the place of the call', async () => {
    const scenario = {
      ...race,
      actors: { reader: { steps: [{ reed: 'item:1' }] } },
      rows: { item: 'v1' },
      warm: undefined,
    };
    const strategy = { use: 'double-delete', with: { dely: '5ms' } };
    await expect(explore({ scenario, strategy } as never)).rejects.toThrow(
      /^\S*suite\/explore\.test\.ts:\d+:\d+: scenario\./,
    );
    expect(await problemsOf({ scenario, strategy })).toMatchInlineSnapshot(`
      "scenario.actors.reader.steps[0].reed: found the unknown key \`reed\`, expected \`read\`. Fix: did you mean \`read\`?
      scenario.rows.item: found the name \`item\`, expected a key of the form \`<name>:<number>\`. Fix: write a key such as "item:1"; the number is the id of the row, from 1.
      strategy.with.dely: found the unknown key \`dely\`, expected \`delay\`. Fix: did you mean \`delay\`?"
    `);
  });

  it('is a value that no file could hold', async () => {
    const scenario = { ...race, title: () => 'a race', rows: new Map(), tags: [Symbol('race')] };
    expect(await problemsOf({ scenario, strategy: 'lease' })).toMatchInlineSnapshot(`
      "scenario.rows: found an instance of \`Map\`, expected what a scenario file could hold. Fix: write texts, numbers, lists and mappings.
      scenario.title: found a function, expected what a scenario file could hold. Fix: write texts, numbers, lists and mappings.
      scenario.tags[0]: found a symbol, expected what a scenario file could hold. Fix: write texts, numbers, lists and mappings."
    `);
  });

  it('is no scenario at all', async () => {
    expect(await problemsOf({ scenario: undefined, strategy: 'lease' })).toMatchInlineSnapshot(
      `"scenario: found nothing, expected a scenario. Fix: give a scenario."`,
    );
    expect(await problemsOf({ scenario: './nowhere.yaml', strategy: 'lease' })).toMatch(
      /nowhere\.yaml:1:1: found no such file/,
    );
  });

  it('is a strategy that is none', async () => {
    expect(await problemsOf({ scenario: race, strategy: 'leese' })).toMatch(/did you mean `lease`\?/);
    expect(await problemsOf({ scenario: CLASSIC_RACE, strategy: 'leese' })).toMatch(/did you mean `lease`\?/);
    expect(await problemsOf({ scenario: race, strategy: {} })).toMatch(/without create\(\)/);
    expect(await problemsOf({ scenario: race, strategy: './nowhere.ts' })).toMatch(/there is no such file/);
    expect(await problemsOf({ scenario: race, strategy: { use: setFirst, with: { ttl: '1s' } } })).toMatch(
      /takes no options/,
    );
  });

  it('is a choice that nobody made', async () => {
    expect(await problemsOf({ scenario: CLASSIC_RACE })).toMatch(
      /strategy: found none, but the scenario has \d+ of them/,
    );
  });

  it('is an engine that there is not', async () => {
    expect(await problemsOf({ scenario: race, strategy: 'lease', on: 'moon' })).toMatch(
      /expected embedded, real, twin/,
    );
  });

  it('is a token that is none', async () => {
    expect(await problemsOf({ scenario: race, strategy: 'lease', replay: 'st1.nonsense' })).toMatch(/^replay: .*token/);
  });

  it('is time that stands still', async () => {
    vi.useFakeTimers();
    try {
      expect(await problemsOf({ scenario: race, strategy: 'lease' })).toMatch(
        /found fake timers in place of setImmediate/,
      );
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a counterexample', () => {
  it('is replayed by its token, in the test that found it', async () => {
    const found = await explore({ scenario: race, strategy: setFirst });
    const { token, replay } = found.cell.anomalies['stale-at-rest']!.counterexample!;
    expect(replay).toMatch(new RegExp(`^STALEMATE_REPLAY=${token} npx vitest run \\S*suite/explore\\.test\\.ts$`));
    const replayed = await explore({ scenario: race, strategy: setFirst, replay: token! });
    expect(replayed.replay).toMatchObject({ outcome: 'reproduced', shown: ['stale-at-rest'] });
    expect(replayed.cell.schedules.executed).toBe(1);
  });

  it('is replayed by the environment, where it belongs and nowhere else', async () => {
    const found = await explore({ scenario: race, strategy: 'cache-aside' });
    vi.stubEnv('STALEMATE_REPLAY', found.cell.anomalies['stale-at-rest']!.counterexample!.token!);
    try {
      expect((await explore({ scenario: race, strategy: 'cache-aside' })).replay).toMatchObject({
        outcome: 'reproduced',
      });
      expect((await explore({ scenario: race, strategy: 'lease' })).replay).toBeUndefined();
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('of a scenario file is replayed by the command line', async () => {
    const { cell } = await explore({ scenario: CLASSIC_RACE, strategy: 'cache-aside' });
    expect(cell.anomalies['stale-at-rest']!.counterexample!.replay).toMatch(
      /^npx stalemate replay st1\.\S+ \S+classic-race\.yaml$/,
    );
  });
});
