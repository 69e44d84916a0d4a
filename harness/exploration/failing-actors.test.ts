import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StrategyInstance } from '../../strategies/strategy.ts';
import { exploreAll, planOf, read, scenarioOf, strategyOf, write } from '../testing.ts';
import type { ScenarioParts } from '../testing.ts';

async function problemsOf(
  instance: Partial<StrategyInstance> | (() => Partial<StrategyInstance>),
  parts?: ScenarioParts,
) {
  const scenario = scenarioOf(parts ?? { actors: { reader: [read()], writer: [write('v2')] } });
  const { tally } = await exploreAll(planOf(strategyOf(instance), scenario));
  return tally.listProblems();
}

const THROWS: Readonly<Record<string, [StrategyInstance['read'], RegExp]>> = {
  'at once': [
    () => {
      throw new Error('at once');
    },
    /read\(item:1\) failed: Error: at once.*failing-actors\.test\.ts:\d+/,
  ],
  'after a step': [
    async ({ redis }, key) => {
      await redis.get(key);
      throw new TypeError('after a step');
    },
    /read\(item:1\) failed: TypeError: after a step.*failing-actors\.test\.ts:\d+/,
  ],
  'a string': [
    () => {
      throw 'not an error';
    },
    /failed: not an error/,
  ],
  undefined: [() => Promise.reject(), /failed: rejected without a reason/],
  'an object': [() => Promise.reject({ code: 'E_MINE' }), /failed: .*E_MINE/],
};

describe('a read that throws', () => {
  it.each(Object.keys(THROWS))('%s leaves no verdict and says what was thrown', async (title) => {
    const [throwing, message] = THROWS[title]!;
    const problems = await problemsOf({ read: throwing });
    expect(problems.map(({ kind }) => kind)).toEqual(['strategy']);
    expect(problems[0]!.message).toMatch(message);
  });
});

describe('a read that returns', () => {
  it.each([
    ['a number', 42, /returned number 42/],
    ['an object', { value: 'v1' }, /returned object \{"value":"v1"\}/],
  ])('%s is not a value of a row', async (_, value, message) => {
    const problems = await problemsOf({ read: async () => value as unknown as string });
    expect(problems).toEqual([expect.objectContaining({ kind: 'strategy', message: expect.stringMatching(message) })]);
  });

  it('without a promise is taken as it is', async () => {
    expect(await problemsOf({ read: () => 'v1' as unknown as Promise<string> })).toEqual([]);
  });
});

describe('a promise that never settles', () => {
  it('is a deadlock that names the actors that wait', async () => {
    const problems = await problemsOf({ read: () => new Promise(() => {}) });
    expect(problems[0]).toMatchObject({
      kind: 'deadlock',
      message: expect.stringContaining('reader has not ended: it waits for a promise'),
    });
  });

  it('is a deadlock of the observer when only its read waits', async () => {
    const problems = await problemsOf(() => {
      let reads = 0;
      return { read: () => (++reads === 2 ? new Promise(() => {}) : Promise.resolve('v1')) };
    });
    expect(problems[0]).toMatchObject({ kind: 'deadlock', message: expect.stringContaining('observer has not ended') });
  });
});

describe('a transaction that nobody ends', () => {
  it('is named as what others wait for', async () => {
    const forgetful: StrategyInstance['write'] = async ({ mysql }, key, value) => {
      await mysql.beginTransaction();
      await mysql.execute('UPDATE items SET value = ? WHERE id = 1', [value]);
    };
    const actors = { one: [write('v2')], other: [write('v3')] };
    const problems = await problemsOf({ write: forgetful }, { actors });
    expect(problems.map(({ message }) => message).toSorted()[0]).toMatch(
      /one has not ended: it waits for a lock of other, whose transaction nobody ends any more\. Fix: /,
    );
  });
});

describe('an endless loop', () => {
  const spinOn = (until: string): StrategyInstance['read'] => {
    return async ({ redis }, key) => {
      while ((await redis.get(key)) !== until);
      return until;
    };
  };

  it('over commands ends at the step limit, which is no verdict', async () => {
    const problems = await problemsOf(
      { read: spinOn('never') },
      { actors: { reader: [read()] }, explore: { maxSteps: 50 } },
    );
    expect(problems).toEqual([
      { kind: 'step-limit', message: expect.stringContaining('the run was not over after 50 steps'), schedules: 1 },
    ]);
  });

  it('in the observer ends too', async () => {
    const problems = await problemsOf(
      { write: ({ redis }, key) => redis.del(key).then(() => {}), read: spinOn('never') },
      { actors: { writer: [write('v2')] }, explore: { maxSteps: 50 } },
    );
    expect(problems[0]).toMatchObject({ kind: 'step-limit', message: expect.stringContaining("observer's reads") });
  });

  it('while the cache is warmed ends too', async () => {
    const problems = await problemsOf(
      { read: spinOn('never') },
      { actors: { reader: [read()] }, warm: ['item:1'], explore: { maxSteps: 50 } },
    );
    expect(problems[0]).toMatchObject({ kind: 'step-limit', message: expect.stringContaining('warming the cache') });
  });
});

describe('state at module level', () => {
  it('is nondeterminism that names the step, not a crash of the exploration', async () => {
    const remembered = new Map<string, string>();
    const problems = await problemsOf({
      async read({ redis, mysql }, key) {
        const known = remembered.get(key);
        if (known !== undefined) return known;
        await redis.get(key);
        await mysql.query('SELECT value FROM items WHERE id = 1');
        remembered.set(key, 'v1');
        return 'v1';
      },
      async write({ redis }, key) {
        await redis.del(key);
      },
    });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map(({ kind }) => kind)).toEqual(problems.map(() => 'nondeterminism'));
    expect(problems[0]!.message).toMatch(/step \d|choice \d/);
  });

  it('is found also when it only makes runs shorter than the schedule that they follow', async () => {
    let runs = 0;
    const problems = await problemsOf({
      async read({ redis }, key) {
        if (runs++ % 3 === 0) await redis.get(key);
        await redis.get(key);
        return 'v1';
      },
    });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.map(({ kind }) => kind)).toEqual(problems.map(() => 'nondeterminism'));
  });
});

describe('an error that nobody catches', () => {
  // The test runner listens too, and would call the test failed.
  let listeners: NodeJS.UnhandledRejectionListener[] = [];
  beforeEach(async () => {
    await problemsOf({});
    const ours = process.listeners('unhandledRejection').at(-1)!;
    listeners = process.listeners('unhandledRejection').filter((listener) => listener !== ours);
    for (const listener of listeners) process.off('unhandledRejection', listener);
  });
  afterEach(() => {
    for (const listener of listeners) process.on('unhandledRejection', listener);
  });

  const begin: Readonly<Record<string, () => void>> = {
    'in a floating promise': () => void Promise.reject(new Error('nobody caught me')),
    'in an immediate': () =>
      void setImmediate(() => {
        throw new Error('nobody caught me');
      }),
    'in a tick': () =>
      process.nextTick(() => {
        throw new Error('nobody caught me');
      }),
    'in a microtask': () =>
      queueMicrotask(() => {
        throw new Error('nobody caught me');
      }),
  };

  it.each(Object.keys(begin))('%s ends the run with a problem, not the process', async (title) => {
    const problems = await problemsOf({
      async read({ redis }, key) {
        begin[title]!();
        return redis.get(key);
      },
    });
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'strategy', message: expect.stringContaining('nobody caught me') }),
    ]);
  });
});
