import { afterAll, describe, expect, it } from 'vitest';
import type { ExplorePlan } from '../harness/scenario.ts';
import { POLICY_NAMES } from '../harness/scenario.ts';
import { read, scenarioOf, write } from '../harness/testing.ts';
import { policyOptions, withPolicy } from './policy-options.ts';
import { cli, folderOf, parseResult } from './testing.ts';

const actors = { reader: [read()], writer: [write('v2')] };

function planOf(given: Parameters<typeof policyOptions>[0], inFile: Partial<ExplorePlan> = {}): ExplorePlan {
  return withPolicy(scenarioOf({ actors, explore: inFile }), policyOptions(given)).explore;
}

describe('--policy', () => {
  it('takes the place of the one in the file, and nothing else does', () => {
    expect(planOf({ policy: 'urw' }, { policy: 'pct', depth: 5, runs: 9 })).toMatchObject({ policy: 'urw', runs: 9 });
    expect(planOf({}, { policy: 'pct', depth: 5 })).toMatchObject({ policy: 'pct', depth: 5 });
  });

  it('gives a sample the default budget where the file has none, and a search none that a sample had', () => {
    expect(planOf({ policy: 'urw' }, { policy: 'exhaustive', runs: null }).runs).toBe(10_000);
    expect(planOf({ policy: 'urw' }, { policy: 'exhaustive', runs: null, timeMs: 5 }).runs).toBe(null);
    expect(planOf({ policy: 'bounded' }, { policy: 'random', runs: 500 }).runs).toBe(null);
    expect(planOf({ policy: 'bounded' }, { policy: 'exhaustive', runs: 500 }).runs).toBe(500);
  });

  it('leaves a pinned schedule as it is', () => {
    const pinned = { policy: 'pinned', schedule: ['reader.redis.get'], runs: 1 } as const;
    expect(planOf({ policy: 'pct', depth: '2' }, pinned)).toMatchObject(pinned);
  });

  it('refuses --symmetry where every interleaving is asked for, in the file or beside it', () => {
    const refusal = /^--symmetry: found it beside reduction `none` .* Fix: add --reduction dpor, or remove --symmetry$/;
    expect(() => planOf({ symmetry: true, reduction: 'none' })).toThrow(refusal);
    expect(() => planOf({ symmetry: true }, { reduction: 'none' })).toThrow(refusal);
    expect(planOf({ symmetry: true, reduction: 'dpor' }, { reduction: 'none' }).symmetry).toBe(true);
  });

  it.each([
    [{ policy: 'ur' }, /^--policy: found "ur", expected `exhaustive`, .* Fix: did you mean --policy urw\?$/],
    [{ policy: 'zzzzzzz' }, /Fix: for example --policy exhaustive$/],
    [{ policy: 'pct', depth: '0' }, /^--depth: found "0", expected a whole number of 1 or more/],
    [{ policy: 'bounded', bound: '-1' }, /^--bound: found "-1", expected a whole number of 0 or more/],
    [{ policy: 'urw', depth: '2' }, /^--depth: found it beside policy `urw` of test\.yaml.* Fix: add --policy pct/],
    [
      { reduction: 'dpr' },
      /^--reduction: found "dpr", expected `dpor` or `none`. Fix: did you mean --reduction dpor\?$/,
    ],
    [{ policy: 'urw', symmetry: true }, /^--symmetry: found it beside policy `urw`.* Fix: add --policy exhaustive/],
    [{ bound: '2' }, /^--bound: found it beside policy `exhaustive` of test\.yaml.* Fix: add --policy bounded/],
  ])('%j is an error that says how to mend it', (given, message) => {
    expect(() => planOf(given)).toThrow(message);
  });
});

const race = (name: string, explore: string) => `version: 1
name: ${name}
rows: { "item:1": v1 }
actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1" } ] }
strategies: [cache-aside]
explore: ${explore}
expect: [ { strategy: all, anomaly: stale-at-rest, is: possible } ]
`;
const folder = folderOf({
  'race.yaml': race('race', '{ policy: exhaustive, reduction: none }'),
  'pct.yaml': race('pct', '{ policy: pct, depth: 2, runs: 50 }'),
  'never.yaml': race('never', '{ policy: exhaustive }').replace('cache-aside', 'lease').replace('possible', 'never'),
  'bounded.yaml': race('bounded', '{ policy: bounded, bound: 1 }'),
});
afterAll(() => folder.remove());

const run = (...args: string[]) => cli(['run', ...args, '--on', 'embedded'], folder.path);
const cellOf = async (...args: string[]) => parseResult(await run(...args, '--json')).results[0]!;

describe('stalemate list', () => {
  it('says how schedules are chosen', async () => {
    const { stdout } = await cli(['list', 'bounded.yaml', 'pct.yaml', 'race.yaml'], folder.path);
    expect(stdout.match(/\.yaml · .*/g)).toEqual([
      '.yaml · bounded, at most 1 pre-emption',
      '.yaml · pct of depth 2, 50 runs, seed 42',
      '.yaml · exhaustive, without reduction',
    ]);
  });
});

describe('stalemate run', () => {
  it.each(POLICY_NAMES)('finds the race by the policy %s', async (policy) => {
    const { exitCode, stdout } = await run('race.yaml', '--json', '--policy', policy, '--runs', '500');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`"policy": "${policy}"`);
  });

  it('says up to which bound a search has seen everything', async () => {
    const { schedules, certificate, anomalies } = await cellOf('bounded.yaml');
    expect(schedules).toMatchObject({ executed: 5, interleavings: null, complete: true, bound: 1 });
    expect(certificate.covers).toEqual({ unit: 'schedules within the bound', of: 5 });
    expect(anomalies['stale-at-rest']!.schedules).toBe(1);
    expect((await cellOf('race.yaml', '--policy', 'bounded')).schedules).toMatchObject({ interleavings: 10, bound: 3 });
  });

  it('is inconclusive when the budget ends before what the search must not miss', async () => {
    const { exitCode, stdout } = await run('bounded.yaml', '--runs', '2', '--output', 'report');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('the budget ended after 2 schedules, and all with at most 0 pre-emptions were seen');
  });

  it('executes one schedule of each kind, or every interleaving', async () => {
    const reduced = await cellOf('race.yaml', '--reduction', 'dpor');
    expect(reduced.schedules).toMatchObject({ executed: 5, interleavings: null, complete: true, blocked: 0 });
    expect(reduced.certificate).toMatchObject({ covers: { unit: 'classes', of: 5 }, commuted: 4 });
    expect(reduced.anomalies['stale-at-rest']!.schedules).toBe(1);
    const symmetric = await cellOf('race.yaml', '--reduction', 'dpor', '--symmetry');
    expect(symmetric.certificate.covers.unit).toBe('classes up to symmetry');
    expect((await cellOf('race.yaml')).schedules).toMatchObject({ executed: 10, interleavings: 10 });
  });

  it('is inconclusive when the budget ends before every kind of schedule was seen', async () => {
    const { exitCode, stdout } = await run('never.yaml', '--runs', '2', '--output', 'report');
    expect(stdout).toContain('the budget ended after 2 schedules, one of each class so far');
    expect(exitCode).toBe(3);
  });

  it('says which arm of a portfolio found what', async () => {
    const { portfolio, anomalies } = await cellOf('race.yaml', '--policy', 'portfolio', '--runs', '200');
    expect(anomalies['stale-at-rest']).not.toHaveProperty('interval');
    expect(portfolio!.map(({ executed }) => executed).reduce((sum, count) => sum + count)).toBe(200);
    const { stdout } = await run('race.yaml', '--policy', 'portfolio', '--runs', '200', '--output', 'report');
    expect(stdout).toMatch(/^Portfolio {3}cache-aside × race$/m);
    expect(stdout).toMatch(/^ {2}bounded +7 schedules {3}stale-at-rest 1/m);
    expect(stdout.match(/\(the first\)/g)).toHaveLength(1);
  });
});
