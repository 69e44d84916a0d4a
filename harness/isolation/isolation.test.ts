/** A machine-run Hermitage: each anomaly at each level, on the embedded engine and on the real MySQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeMariadb, describeReal } from '../../infra/testing.ts';
import { embeddedEngine } from '../engines/embedded/engine.ts';
import { openRealEngine, type RealEngine } from '../engines/real/engine.ts';
import { isAllowed, LEVELS, type Line, scheduleOf } from './anomaly.ts';
import { lostUpdate, writeSkewForShare } from './anomalies/lost-decisions.ts';
import { differenceBetween, isAsExpected, isolationMatrix } from './matrix.ts';
import { perform } from './perform.ts';
import { isolationAnomalies } from './registry.ts';
import { resultInWords } from './words.ts';

/** Every order in which sessions can send what they have to say. */
function* ordersOf(schedule: readonly Line[]): Generator<readonly Line[]> {
  if (schedule.length === 0) yield [];
  for (const session of new Set(schedule.map((line) => line.session))) {
    const first = schedule.find((line) => line.session === session)!;
    for (const rest of ordersOf(schedule.filter((line) => line !== first))) yield [first, ...rest];
  }
}

describe('on the embedded engine', () => {
  for (const anomaly of isolationAnomalies) {
    for (const level of ['READ COMMITTED', 'REPEATABLE READ'] as const) {
      const allowed = isAllowed(anomaly, level);
      it(`${level} ${allowed ? 'allows' : 'prevents'} ${anomaly.name}`, async () => {
        expect((await perform(anomaly, level, embeddedEngine)).happened).toBe(allowed);
      });
    }
  }

  it.each(isolationAnomalies.filter(({ name }) => name !== 'P4-compare-and-set'))(
    'without transactions, $name happens: the schedule shows it where nothing is in the way',
    async (anomaly) => {
      expect((await perform(anomaly, null, embeddedEngine)).happened).toBe(true);
    },
  );

  it.each(isolationAnomalies)(
    '$name: where the schedule does not show it, no other order of its statements does',
    async (anomaly) => {
      for (const level of ['READ COMMITTED', 'REPEATABLE READ'] as const) {
        if (isAllowed(anomaly, level)) continue;
        for (const schedule of ordersOf(anomaly.schedule)) {
          const { happened, turns } = await perform({ ...anomaly, schedule }, level, embeddedEngine);
          if (happened) expect.fail(`${level}: ${turns.map(({ session, sql }) => `T${session} ${sql}`).join('; ')}`);
        }
      }
    },
  );

  it('without transactions, a comparison alone prevents a lost update', async () => {
    const compareAndSet = isolationAnomalies.find(({ name }) => name === 'P4-compare-and-set')!;
    expect((await perform(compareAndSet, null, embeddedEngine)).happened).toBe(false);
  });

  it('levels that it does not have are left out', async () => {
    const cells = await isolationMatrix([lostUpdate], LEVELS, { embedded: embeddedEngine, real: null });
    expect(cells.map(({ level }) => level)).toEqual(['READ COMMITTED', 'REPEATABLE READ']);
  });
});

describe('a schedule', () => {
  const outcomes = async (text: string): Promise<unknown> => {
    const anomaly = { ...lostUpdate, schedule: scheduleOf(text), happened: () => false };
    const { turns } = await perform(anomaly, 'REPEATABLE READ', embeddedEngine);
    return turns.map((turn) => `T${turn.session} ${turn.sql.split(' ')[0]}: ${resultInWords(turn)}`);
  };

  it('lets who waits for a lock say the rest when the wait is over', async () => {
    expect(
      await outcomes(`
        T1: UPDATE items SET version = 11 WHERE id = 1
        T2: UPDATE items SET version = 12 WHERE id = 1
        T2: COMMIT
        T1: SELECT id, version FROM items
        T1: COMMIT
      `),
    ).toEqual([
      'T1 UPDATE: 1 row',
      'T2 UPDATE: waits for T1',
      'T1 SELECT: 1 → 11, 2 → 20',
      'T1 COMMIT: ok; T2 goes on: 1 row',
      'T2 COMMIT: ok',
    ]);
  });

  it('lets who gets an error roll back and give up', async () => {
    const { turns } = await perform(writeSkewForShare, 'REPEATABLE READ', embeddedEngine);
    expect(turns.slice(2).map((turn) => `T${turn.session} ${turn.sql.split(' ')[0]}: ${resultInWords(turn)}`)).toEqual([
      'T1 UPDATE: waits for T2',
      'T2 UPDATE: error 1213 ER_LOCK_DEADLOCK; T1 goes on: 1 row',
      'T1 COMMIT: ok',
      'T2 ROLLBACK: ok',
    ]);
  });

  it('with a line that is none is refused', () => {
    expect(() => scheduleOf('T1: COMMIT\nCOMMIT')).toThrow('not a line of a schedule: COMMIT');
  });
});

describe('a cell', () => {
  it('tells at which statement engines differ, and is not as expected then', async () => {
    const embedded = await perform(lostUpdate, 'REPEATABLE READ', embeddedEngine);
    const [first, ...rest] = embedded.turns;
    const real = { ...embedded, turns: [first!, { ...rest[0]!, reply: null, waitsFor: 1 }, ...rest.slice(1)] };
    const difference = differenceBetween(embedded, real);
    expect(difference).toMatch(/^statement 2: embedded T2 SELECT .*: 1 → 10, real T2 SELECT .*: waits for T1$/);
    const cell = { anomaly: lostUpdate, level: 'REPEATABLE READ', isAllowed: true, embedded, real } as const;
    expect(isAsExpected({ ...cell, difference: null })).toBe(true);
    expect(isAsExpected({ ...cell, difference })).toBe(false);
    expect(isAsExpected({ ...cell, difference: null, isAllowed: false })).toBe(false);
  });

  it('tells when engines differ in nothing but what the table holds at the end', async () => {
    const embedded = await perform(lostUpdate, 'REPEATABLE READ', embeddedEngine);
    expect(differenceBetween(embedded, embedded)).toBeNull();
    expect(differenceBetween(embedded, { ...embedded, final: [] })).toBe(
      'the table at the end: embedded 1 → 12, 2 → 20, real nothing',
    );
  });
});

describeReal('on the real MySQL', (servers) => {
  let real: RealEngine;
  beforeAll(async () => {
    real = await openRealEngine(servers, { concurrency: 1 });
  });
  afterAll(() => real.close());

  it('each level allows what the literature says, and the embedded engine agrees statement by statement', async () => {
    const cells = await isolationMatrix(isolationAnomalies, LEVELS, { embedded: embeddedEngine, real });
    expect(cells).toHaveLength(isolationAnomalies.length * LEVELS.length);
    expect(cells.filter(({ embedded }) => embedded !== null)).toHaveLength(isolationAnomalies.length * 2);
    const wrong = cells.filter((cell) => !isAsExpected(cell));
    expect(wrong.map(({ anomaly, level, difference }) => [anomaly.name, level, difference])).toEqual([]);
  });

  it.each(isolationAnomalies)(
    'without transactions, $name comes to the same as on the embedded engine',
    async (one) => {
      expect(await perform(one, null, real)).toEqual(await perform(one, null, embeddedEngine));
    },
  );
});

await describeMariadb('on a real MariaDB', (servers) => {
  it('each level does what it does in MySQL, but that there is no FOR SHARE', async () => {
    const real = await openRealEngine(servers, { concurrency: 1 });
    const cells = await isolationMatrix(isolationAnomalies, LEVELS, { embedded: embeddedEngine, real });
    await real.close();
    expect(cells).toHaveLength(isolationAnomalies.length * LEVELS.length);
    const wrong = cells.filter((cell) => !isAsExpected(cell));
    const unknown = expect.stringMatching(/error 1064 ER_PARSE_ERROR$/);
    expect(wrong.map(({ anomaly, level, difference }) => [anomaly.name, level, difference])).toEqual([
      ['G2-item-for-share', 'READ COMMITTED', unknown],
      ['G2-item-for-share', 'REPEATABLE READ', unknown],
    ]);
  });
});
