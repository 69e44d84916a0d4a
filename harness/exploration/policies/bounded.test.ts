import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../scenario.ts';
import type { Choice } from '../../scheduler/choice.ts';
import type { Run } from '../../scheduler/run.ts';
import { exploreAll, planOf, read, runsOf, scenarioOf, sleep, strategyOf, upTo, write } from '../../testing.ts';
import { Exhaustive } from './exhaustive.ts';
import type { Policy, SchedulePicker } from './policy.ts';
import { turnsEngine } from '../execution/turns-engine.ts';
import { Bounded } from './bounded.ts';

/** Counts pre-emptions by looking on: whoever could go on, and is not who goes on, was interrupted. */
class Counting implements Policy {
  readonly isSampled = false;
  readonly counts: number[] = [];
  readonly #policy: Policy;

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  get isComplete(): boolean {
    return this.#policy.isComplete;
  }

  next(): SchedulePicker | null {
    const picker = this.#policy.next();
    if (picker === null) return null;
    const pick = picker.pick.bind(picker);
    let last: Choice | null = null;
    let count = 0;
    picker.pick = (enabled) => {
      const choice = enabled[pick(enabled)]!;
      const couldGoOn = enabled.some(
        (other) => isStep(last) && isStep(other) && !isTimer(other) && other.actor === last!.actor,
      );
      if (couldGoOn && choice.actor !== last!.actor) count++;
      last = choice;
      return enabled.indexOf(choice);
    };
    const ended = (): void => void this.counts.push(count);
    this.#ends.set(picker, ended);
    return picker;
  }

  readonly #ends = new Map<SchedulePicker, () => void>();

  ended(picker: SchedulePicker): void {
    this.#ends.get(picker)!();
    this.#policy.ended(picker);
  }
}

const isStep = (choice: Choice | null): boolean =>
  choice !== null && ['step', 'start', 'deliver'].includes(choice.kind);
const isTimer = (choice: Choice): boolean => choice.kind === 'step' && choice.store === 'clock';

/** Each executed schedule, with its pre-emptions. */
async function schedulesOf(
  plan: ReturnType<typeof planOf>,
  policy: Policy,
): Promise<[schedule: string, count: number][]> {
  const counting = new Counting(policy);
  const runs: Run[] = await runsOf(plan, counting);
  expect(runs.length).toBe(counting.counts.length);
  return runs.map(({ indices }, i) => [indices.join(), counting.counts[i]!]);
}

const sorted = (schedules: readonly [string, number][]): string[] => schedules.map((one) => one.join(': ')).toSorted();

const parallel = strategyOf({
  async read({ redis }, key) {
    const [value] = await Promise.all([redis.get(key), redis.ttl(key)]);
    return value;
  },
  async write({ redis }, key, value) {
    await redis.set(key, value);
    await redis.del(key);
  },
});

const actors = { reader: [read()], writer: [write('v2')] };
const SETTINGS: Readonly<Record<string, readonly [Parameters<typeof planOf>[0], Scenario]>> = {
  'one reader and one writer': ['cache-aside', scenarioOf({ actors })],
  'two readers': ['cache-aside', scenarioOf({ actors: { ...actors, other: [read()] } })],
  'a reader that reads twice': ['double-delete', scenarioOf({ actors: { ...actors, reader: [read(), read()] } })],
  'an actor that comes after another': [
    'cache-aside',
    scenarioOf({ actors: { ...actors, late: { operations: [read()], after: ['writer'] } } }),
  ],
  'a consumer of the binlog': ['setnx-setex-binlog', scenarioOf({ actors })],
  'a fault that may happen': ['cache-aside', scenarioOf({ actors, faults: [upTo(1, 'flush')] })],
  'a step that may fail': ['cache-aside', scenarioOf({ actors, faults: [upTo(1, 'drop', { step: 'redis.del' })] })],
  'actors that sleep': ['cache-aside', scenarioOf({ actors: { reader: [sleep(5), read()], writer: [write('v2')] } })],
  'an actor that does two things at once': [parallel, scenarioOf({ actors })],
};

describe.each(Object.keys(SETTINGS))('%s', (title) => {
  const [strategy, scenario] = SETTINGS[title]!;
  const plan = planOf(strategy, scenario);

  it('has each schedule once, those with fewer pre-emptions first', async () => {
    const all = await schedulesOf(plan, new Exhaustive());
    const found = await schedulesOf(plan, new Bounded({ bound: null }));
    expect(sorted(found)).toEqual(sorted(all));
    expect(found.length).toBeGreaterThan(3);
    const counts = found.map(([, count]) => count);
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
  });

  it.each([0, 1, 2])('has just those with at most %i pre-emptions within that bound', async (bound) => {
    const within = (await schedulesOf(plan, new Exhaustive())).filter(([, count]) => count <= bound);
    const policy = new Bounded({ bound });
    expect(sorted(await schedulesOf(plan, policy))).toEqual(sorted(within));
    expect(policy.isComplete).toBe(true);
  });
});

describe('a search by pre-emptions', () => {
  const plan = planOf('cache-aside', scenarioOf({ actors: { ...actors, other: [read()] } }));

  it('executes the same schedules whatever is in flight', async () => {
    const explored = async (engine: object) => {
      const { tally, sample, reach } = await exploreAll(plan, {
        policy: new Bounded({ bound: null }),
        maxRuns: 60,
        sampleSize: 100,
        ...engine,
      });
      return { executed: tally.executed, schedules: sample.schedules, reach };
    };
    const alone = await explored({});
    expect(alone.executed).toBe(60);
    expect(await explored({ engine: turnsEngine(8, 1) })).toEqual(alone);
  });

  it('says how far it has come', async () => {
    const reached = async (bound: number | null, maxRuns: number | null) =>
      (await exploreAll(plan, { policy: new Bounded({ bound }), maxRuns })).reach;
    expect(await reached(null, 3)).toEqual({ preemptions: null, isCutOff: false });
    expect(await reached(null, 20)).toEqual({ preemptions: 0, isCutOff: false });
    expect(await reached(1, null)).toEqual({ preemptions: 1, isCutOff: true });
    expect((await reached(null, null))!.isCutOff).toBe(false);
  });

  it('takes actors that do the same in one order only, when it is told to', async () => {
    const readers = Object.fromEntries(
      ['reader1', 'reader2', 'reader3'].map((name) => [name, { group: 'reader', operations: [read()] }]),
    );
    const alike = planOf('cache-aside', scenarioOf({ actors: { ...readers, writer: [write('v2')] } }));
    const schedules = async (isSymmetric: boolean) =>
      (await schedulesOf(alike, new Bounded({ bound: 0, isSymmetric }))).length;
    expect(await schedules(false)).toBe(24);
    expect(await schedules(true)).toBe(4);
  });
});
