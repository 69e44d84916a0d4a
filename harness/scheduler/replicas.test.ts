import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../strategies/strategy.ts';
import { factsOf } from '../checkers/facts.ts';
import { checkers } from '../checkers/registry.ts';
import { KEY, labelsOf, pinned, planOf, read, runsOf, scenarioOf, strategyOf, upTo, write } from '../testing.ts';
import type { Run } from './run.ts';

const SELECT = 'SELECT value FROM items WHERE id = 1';
const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = 1';

type Rows = readonly { readonly value: string }[];
const valueOf = ([rows]: readonly [unknown, unknown]): string | null => (rows as Rows)[0]?.value ?? null;

/** Reads from the replica, writes on the primary; no cache. */
const split = strategyOf({
  read: async ({ mysql }) => valueOf(await mysql.replica.query(SELECT)),
  async write({ mysql }, _, value) {
    await mysql.execute(UPDATE, [value]);
  },
});

const actors = { reader: [read()], writer: [write('v2')] };
const scenario = (replicas: number, more = {}) => scenarioOf({ actors, replicas, ...more });

function answersOf(run: Run): (string | null)[] {
  return run.operations.filter(({ actor }) => actor.name === 'reader').map(({ result }) => result);
}

describe('a replica', () => {
  it('shows what it has applied, and applies in a step of its own', async () => {
    const plan = planOf(split, scenario(1));
    const early = await pinned(plan, 'writer.mysql.update reader.replica.select replica.replica.apply');
    const late = await pinned(plan, 'writer.mysql.update replica.replica.apply reader.replica.select');
    expect([...answersOf(early), ...answersOf(late)]).toEqual(['v1', 'v2']);
  });

  it('may apply at any time after the commit, and has applied everything when a run ends', async () => {
    const runs = await runsOf(planOf(split, scenario(1)));
    expect(runs.map((run) => labelsOf(run).join(' ')).toSorted()).toEqual([
      'reader.replica.select writer.mysql.update replica.replica.apply',
      'writer.mysql.update reader.replica.select replica.replica.apply',
      'writer.mysql.update replica.replica.apply reader.replica.select',
    ]);
    for (const run of runs) expect(run.operations.at(-1)!.result).toBe('v2');
  });

  it('makes a read stale that begins after the write was acknowledged', async () => {
    const plan = planOf(split, scenario(1));
    const run = await pinned(plan, 'writer.mysql.update reader.replica.select replica.replica.apply');
    expect(checkers['stale-read'].check(factsOf(run)).kind).toBe('violation');
    expect(checkers['stale-at-rest'].check(factsOf(run)).kind).toBe('ok');
  });

  it('applies transactions in the order of their commits', async () => {
    const two = scenarioOf({
      replicas: 1,
      rows: { [KEY]: 'v1', 'item:2': 'w1' },
      actors: { reader: [read(), read()], writer: [write('v2'), write('v3')] },
    });
    for (const run of await runsOf(planOf(split, two))) {
      const [one, other] = answersOf(run) as [string, string];
      expect(one <= other).toBe(true);
    }
  });

  it('keeps the snapshot of a transaction across what it applies', async () => {
    const twice = strategyOf({
      async read({ mysql: { replica } }) {
        await replica.beginTransaction();
        const one = valueOf(await replica.query(SELECT));
        const other = valueOf(await replica.query(SELECT));
        await replica.commit();
        return `${one} ${other}`;
      },
      async write({ mysql }, _, value) {
        await mysql.execute(UPDATE, [value]);
      },
    });
    const runs = await runsOf(planOf(twice, scenario(1)));
    expect(new Set(runs.flatMap(answersOf))).toEqual(new Set(['v1 v1', 'v2 v2']));
  });

  it('refuses what would change or lock rows, with the error that MySQL has for it', async () => {
    const statements = [`UPDATE items SET value = 'x' WHERE id = 1`, 'DELETE FROM items', `${SELECT} FOR UPDATE`];
    const errors: unknown[] = [];
    const writing = strategyOf({
      async read({ mysql }) {
        for (const sql of statements) await mysql.replica.query(sql).catch((error: unknown) => errors.push(error));
        return valueOf(await mysql.replica.query(SELECT));
      },
    });
    const [run] = await runsOf(planOf(writing, scenarioOf({ replicas: 1, actors: { reader: [read()] } })));
    expect(run!.problem).toBeNull();
    expect(answersOf(run!)).toEqual(['v1']);
    expect(errors).toHaveLength(statements.length);
    for (const error of errors) expect(error).toMatchObject({ errno: 1290, code: 'ER_OPTION_PREVENTS_STATEMENT' });
  });

  it('has a connection of its own: a transaction on the primary is not one on the replica', async () => {
    const both = strategyOf({
      async read({ mysql }) {
        await mysql.beginTransaction();
        await mysql.replica.query(SELECT);
        await mysql.query(SELECT);
        await mysql.rollback();
        return null;
      },
    });
    const [run] = await runsOf(planOf(both, scenarioOf({ replicas: 1, actors: { reader: [read()] } })));
    expect(run!.steps.slice(0, run!.observedFrom).map(({ request }) => 'begin' in request && request.begin)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('may lose the reply of a read', async () => {
    const faults = [upTo(1, 'lost-reply', { step: 'replica.select' })];
    const runs = await runsOf(planOf(split, scenario(1, { faults })));
    expect(runs.flatMap(labelsOf)).toContain('reader.replica.select!lost-reply');
  });
});

describe('several replicas', () => {
  it('apply each in its own time', async () => {
    const each = strategyOf({
      async read({ mysql }) {
        const values: (string | null)[] = [];
        for (const replica of mysql.replicas) values.push(valueOf(await replica.query(SELECT)));
        return values.join(' ');
      },
      async write({ mysql }, _, value) {
        await mysql.execute(UPDATE, [value]);
      },
    });
    const runs = await runsOf(planOf(each, scenario(2)));
    expect(new Set(runs.flatMap(answersOf))).toEqual(new Set(['v1 v1', 'v1 v2', 'v2 v1', 'v2 v2']));
  });

  it('are dealt out to the nodes in turn', async () => {
    const nodes = [1, 2, 3].map((node) => read(KEY, node));
    const plan = planOf(split, scenarioOf({ nodes: 3, replicas: 2, actors: { reader: nodes } }));
    const [run] = await runsOf(plan);
    expect(run!.steps.slice(0, 3).map(({ request }) => 'replica' in request && request.replica)).toEqual([1, 2, 1]);
  });
});

describe('without a replica', () => {
  it('`mysql.replica` and `mysql.replicas` are the primary', async () => {
    const asking: Strategy<never> = strategyOf({
      async read({ mysql }) {
        await mysql.replica.query(SELECT);
        return valueOf(await mysql.replicas[0]!.query(SELECT));
      },
    });
    const [run] = await runsOf(planOf(asking, scenarioOf({ actors: { reader: [read()] } })));
    expect(labelsOf(run!)).toEqual(['reader.mysql.select', 'reader.mysql.select']);
  });
});
