/** For tests of code of a service: the classic race, whatever clients it is written for. */
import { adapt, type Adaptation, type Service, type ServiceClients } from '../../strategies/adapt.ts';
import type { Exploration } from '../exploration/explore.ts';
import type { SchedulePicker } from '../exploration/policies/policy.ts';
import type { Scenario } from '../scenario.ts';
import type { Choice } from '../scheduler/choice.ts';
import type { RunPlan } from '../scheduler/plan.ts';
import type { Run } from '../scheduler/run.ts';
import { exploreAll, planOf, read, runOnce, scenarioOf, write } from '../testing.ts';
import './world.ts';

/** Each command of these is a step: GET, SELECT, SET of the reader, UPDATE, DEL of the writer. */
export interface Parts {
  get(key: string): Promise<string | null>;
  select(id: number): Promise<string | null>;
  set(key: string, value: string): Promise<unknown>;
  update(id: number, value: string): Promise<unknown>;
  del(key: string): Promise<unknown>;
}

export const classicRace = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });

export const idOf = (key: string): number => Number(key.slice(key.indexOf(':') + 1));

/** Cache-aside, as it stands in many services. */
export function cacheAside({ get, select, set, update, del }: Parts): Service {
  return {
    async read(key) {
      const cached = await get(key);
      if (cached !== null) return cached;
      const value = await select(idOf(key));
      if (value !== null) await set(key, value);
      return value;
    },
    async write(key, value) {
      await update(idOf(key), value);
      await del(key);
    },
  };
}

/** The parts of ioredis and mysql2/promise, for services that are about one of them. */
export function usualParts({ redis, mysql }: Pick<ServiceClients, 'redis' | 'mysql'>): Parts {
  return {
    get: (key) => redis.get(key),
    set: (key, value) => redis.set(key, value, 'EX', 60),
    del: (key) => redis.del(key),
    async select(id) {
      const [rows] = await mysql.query('SELECT value FROM items WHERE id = ?', [id]);
      return (rows as { value: string }[])[0]?.value ?? null;
    },
    update: (id, value) => mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, id]),
  };
}

type Create = (clients: ServiceClients) => Service | Promise<Service>;

export function planOfService(
  create: Create,
  scenario: Scenario = classicRace,
  more: Partial<Adaptation<Record<string, never>>> = {},
): RunPlan {
  return planOf(adapt({ name: 'service', title: 'A service', ...more, create }) as never, scenario);
}

export function exploreService(create: Create, scenario?: Scenario): Promise<Exploration> {
  return exploreAll(planOfService(create, scenario));
}

export interface Told {
  readonly problems: readonly string[];
  readonly interleavings: number;
  readonly staleAtRest: number;
}

/** What a user would look at first. */
export function told({ tally }: Exploration): Told {
  return {
    problems: [...tally.problems.keys()],
    interleavings: tally.executed,
    staleAtRest: tally.findings['stale-at-rest'].schedules,
  };
}

/** One schedule: these actors in turn, then and otherwise whoever comes first. */
export function runWith(plan: RunPlan, turns: readonly string[] | null): Promise<Run> {
  return runOnce(plan, new InTurn(turns ?? []));
}

class InTurn implements SchedulePicker {
  readonly number = 0;
  readonly #turns: readonly string[];
  #at = 0;

  constructor(turns: readonly string[]) {
    this.#turns = turns;
  }

  pick(enabled: readonly Choice[]): number {
    const wanted = this.#turns[this.#at++];
    const index = wanted === undefined ? 0 : enabled.findIndex(({ actor }) => actor.name === wanted);
    if (index < 0) throw new Error(`${wanted} cannot go on; ${enabled.map(({ actor }) => actor.name).join(', ')} can`);
    return index;
  }

  restart(): void {
    this.#at = 0;
  }
}
