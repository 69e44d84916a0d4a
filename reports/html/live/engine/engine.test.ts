import { beforeAll, describe, expect, it } from 'vitest';
import type { TraceFile } from '../../../../harness/result.ts';
import { decodeToken } from '../../../../harness/exploration/replay/token.ts';
import { read, remove, scenarioOf, write } from '../../../../harness/testing.ts';
import { strategies } from '../../../../strategies/registry.ts';
import { loadFolder } from '../../../../strategies/testing/library.ts';
import { isSameUse, moved, scheduleWith, turnsOnly } from '../panel/schedules.ts';
import { candidatesOf } from '../panel/use-fixes.ts';
import { resultWithRecordings } from '../testing.ts';
import { Engine } from './engine.ts';
import { optionFieldsOf } from './options.ts';
import type { Recording, Use } from './protocol.ts';

const CACHE_ASIDE: Use = { name: 'cache-aside', with: {} };
const noLua = (): Promise<ArrayBuffer> => Promise.reject(new Error('Lua is there already'));

let recording: TraceFile;

beforeAll(async () => {
  const [scenario] = (await loadFolder('')).filter(({ name }) => name === 'classic-race');
  const { results } = await resultWithRecordings(scenario!, 'cache-aside');
  recording = results[0]!.anomalies['stale-at-rest']!.counterexample!.recording!;
});

const open = (of: Recording = recording): Engine => new Engine(of, noLua);

describe('a schedule that is tried', () => {
  it('is the one that was found, to the last digest, when nothing is changed', async () => {
    const tried = await open().attempt(CACHE_ASIDE, recording.schedule);
    expect(tried.schedule).toEqual(recording.schedule);
    expect(tried.shows).toEqual(['stale-at-rest']);
    expect(tried.because).toMatch(/^A read on node 1 after all had ended got v1 for item:1 at step 6/);
    expect(tried.actors).toBe('reader reader writer writer reader');
    expect(tried.file).toEqual({ ...recording, because: tried.because });
  });

  it('tells what else could have happened, and goes another way with the rest in its order', async () => {
    const engine = open();
    const { points } = await engine.attempt(CACHE_ASIDE, recording.schedule);
    expect(points.map(({ possibilities }) => possibilities.map(({ actor, text }) => `${actor}: ${text}`))).toEqual([
      ['reader: begins read item:1', 'writer: begins write item:1 = v2'],
      ['reader: SELECT id, value, version FROM items WHERE id = 1', 'writer: begins write item:1 = v2'],
      ['reader: SET item:1 v1 PX 60000', 'writer: begins write item:1 = v2'],
      ['reader: SET item:1 v1 PX 60000', 'writer: DEL item:1'],
      ['reader: SET item:1 v1 PX 60000'],
    ]);
    const other = await engine.attempt(CACHE_ASIDE, scheduleWith(recording.schedule, 3, points[3]!.possibilities[0]!));
    expect(other.actors).toBe('reader reader writer reader writer');
    expect(other.shows).toEqual([]);
    const token = decodeToken(other.file.token);
    expect(token.scheduleFor({ ...recording.scenario, strategies: [], expect: [] })).toEqual(turnsOnly(other.schedule));
  });

  it('goes every other way that it offers, under every strategy that fits', async () => {
    const engine = open();
    const infos = await engine.strategies();
    for (const { name } of infos.filter(({ unsuitable }) => unsuitable === null)) {
      const tried = await engine.attempt({ name, with: {} }, turnsOnly(recording.schedule));
      for (const [at, { possibilities }] of tried.points.entries()) {
        for (const possibility of possibilities.filter(({ isTaken }) => !isTaken)) {
          const other = await engine.attempt({ name, with: {} }, scheduleWith(tried.schedule, at, possibility));
          const { actor, text } = other.points[at]!.possibilities.find(({ isTaken }) => isTaken)!;
          expect(`${actor}: ${text}`, `${name}, point ${at}`).toBe(`${possibility.actor}: ${possibility.text}`);
        }
      }
    }
  });

  it('survives under another strategy in the same turns', async () => {
    const tried = await open().attempt({ name: 'lease', with: {} }, turnsOnly(recording.schedule));
    expect(tried.shows).toEqual([]);
    expect(tried.file.strategy).toEqual({ use: 'lease', as: 'lease', with: {}, module: null });
  });

  it('is refused with the reason', async () => {
    const own = open({ ...recording, scenario: scenarioOf({ actors: { a: [read()], b: [remove()] } }) });
    await expect(own.attempt({ name: 'lease', with: { ttl: 'soon' } }, [])).rejects.toThrow(
      'ttl: "soon" is not a duration',
    );
    await expect(own.attempt({ name: 'bloom-filter', with: {} }, [])).rejects.toThrow('no built-in strategy');
    await expect(own.attempt({ name: 'write-behind', with: {} }, [])).rejects.toThrow('it has no delete');
    const infos = await own.strategies();
    expect(infos.find(({ name }) => name === 'write-behind')!.unsuitable).toBe('it has no delete');
  });
});

describe('a search', () => {
  it('counts all classes of orders', async () => {
    const searched = await open().search({ use: CACHE_ASIDE, runsMax: 2000, until: null }, () => {});
    expect(searched).toEqual({
      use: CACHE_ASIDE,
      executed: 5,
      found: { 'stale-at-rest': 1 },
      isComplete: true,
      isStopped: false,
      isReduced: true,
      problem: null,
    });
  });

  it('goes through all orders where a reduction is not sound', async () => {
    const use = { name: 'bloom-guard', with: {} };
    const searched = await open().search({ use, runsMax: 2000, until: null }, () => {});
    expect(searched.isComplete && searched.executed > 0).toBe(true);
    expect(searched.isReduced).toBe(!(strategies['bloom-guard'].sharesMemory ?? false));
  });

  it('ends at its budget, at what it looks for, and when it is told to', async () => {
    const crowd = scenarioOf({
      actors: { a: [read()], b: [read()], c: [write('v2')], d: [write('v3')], e: [read()] },
    });
    const engine = open({ ...recording, scenario: crowd });
    const plan = { use: CACHE_ASIDE, runsMax: 100, until: null };
    expect(await engine.search(plan, () => {})).toMatchObject({ executed: 100, isComplete: false, isStopped: false });
    const first = await engine.search({ ...plan, runsMax: 5000, until: 'stale-at-rest' }, () => {});
    expect(first.found['stale-at-rest']).toBe(1);
    const stopped = await engine.search({ ...plan, runsMax: 50_000 }, () => engine.stop());
    expect(stopped).toMatchObject({ isStopped: true, isComplete: false });
    expect(stopped.executed).toBeLessThan(200);
  });
});

describe('the form of a strategy', () => {
  it('has a field for each option, with what it is usually', () => {
    expect(optionFieldsOf(strategies.lease)).toEqual([
      { name: 'ttl', kind: 'text', usual: '60s' },
      { name: 'lease_ttl', kind: 'text', usual: '10s' },
      { name: 'hold_off', kind: 'text', usual: '0ms' },
      { name: 'stale_ttl', kind: 'text', usual: '0ms' },
      { name: 'reads', kind: 'choice', values: ['primary', 'replica'], usual: 'primary' },
      { name: 'delete', kind: 'choice', values: ['after-commit', 'in-transaction'], usual: 'after-commit' },
    ]);
  });

  it('leaves no option of a built-in strategy out', () => {
    for (const [name, strategy] of Object.entries(strategies)) {
      const { options } = strategy as { options?: { shape?: object } };
      const names = optionFieldsOf(strategy).map((field) => field.name);
      expect(names, name).toEqual(Object.keys(options?.shape ?? {}));
    }
  });

  it('gives a candidate for each other value that can be listed, then every other strategy', async () => {
    const infos = await open().strategies();
    const candidates = candidatesOf(infos, { name: 'lease', with: { delete: 'in-transaction' } });
    expect(candidates.slice(0, 3)).toEqual([
      { name: 'lease', with: { delete: 'in-transaction', reads: 'replica' } },
      { name: 'lease', with: {} },
      CACHE_ASIDE,
    ]);
    expect(candidates.length).toBe(infos.filter(({ unsuitable }) => unsuitable === null).length + 1);
  });
});

describe('a turn that is moved', () => {
  const schedule = ['a', 'a', 'b', 'c'].map((actor) => ({ actor }));
  const names = (turns: readonly { actor: string }[] | null): string => turns?.map(({ actor }) => actor).join('') ?? '';

  it('goes past the turns of others, and not past those of its own actor', () => {
    expect(names(moved(schedule, 2, 0))).toBe('baac');
    expect(names(moved(schedule, 0, 3))).toBe('');
    expect(names(moved(schedule, 1, 3))).toBe('abca');
    expect(names(moved(schedule, 3, 4))).toBe('');
  });

  it('does not care in which order options were written', () => {
    expect(isSameUse({ name: 'a', with: { x: 1, y: 2 } }, { name: 'a', with: { y: 2, x: 1 } })).toBe(true);
    expect(isSameUse({ name: 'a', with: { x: 1 } }, { name: 'a', with: {} })).toBe(false);
  });
});
