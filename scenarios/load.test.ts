import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../harness/scenario.ts';
import { testCatalogue } from './fixtures/catalogue.ts';
import { FILE_BYTES_MAX, formatProblem, type LoadOptions, loadScenario, loadScenarioFile } from './load.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const options: LoadOptions = { strategies: testCatalogue, cwd: join(fixtures, 'valid'), isFile: () => true };

async function loadValid(file: string): Promise<Scenario> {
  const loaded = await loadScenarioFile(file, options);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.scenario;
}

/** A scenario with one reader and one writer, and this text below. */
function loadWith(text: string): Scenario {
  const loaded = loadScenario(`version: 1\nname: test\nstrategies: [lease]\n${text}`, 'test.yaml', options);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.scenario;
}

const READER = 'actors: { reader: { steps: [ { read: "item:1" } ] } }\n';

describe('a scenario file that is right', () => {
  it('gets a default for everything that it leaves out', async () => {
    expect(await loadValid('minimal.yaml')).toEqual({
      name: 'minimal',
      title: 'minimal',
      description: '',
      tags: [],
      file: 'minimal.yaml',
      rows: {},
      warm: [],
      nodes: 1,
      replicas: 0,
      pipeline: { kind: 'binlog' },
      actors: [
        {
          name: 'reader',
          group: 'reader',
          after: [],
          startMs: 0,
          operations: [{ kind: 'read', key: 'item:1', node: 1 }],
        },
      ],
      faults: [],
      strategies: [{ use: 'lease', as: 'lease', with: {} }],
      explore: {
        policy: 'exhaustive',
        reduction: 'dpor',
        symmetry: false,
        runs: null,
        timeMs: null,
        seed: 42,
        maxSteps: 200,
        depth: 3,
        bound: null,
        schedule: [],
        steer: [],
      },
      expect: [],
    });
  });

  it('may use every feature that this version can run', async () => {
    const scenario = await loadValid('every-feature.yaml');
    expect(scenario).toMatchSnapshot({ strategies: expect.any(Array) });
    expect(scenario.strategies).toEqual([
      { use: 'cache-aside', as: 'cache-aside', with: {} },
      { use: 'cache-aside', as: 'short', with: { ttl: '1s' } },
      { use: join(fixtures, 'valid/mine.ts'), as: 'mine', with: { whatever: [1] } },
      { use: join(fixtures, 'valid/mine.ts-2.mjs'), as: 'mine.ts-2', with: {} },
    ]);
  });

  it('may pin the order, name steps of faults and of the clock, and use aliases', async () => {
    const { explore, actors } = await loadValid('pinned.yaml');
    expect(explore).toMatchObject({ policy: 'pinned', runs: 1, seed: 42 });
    expect(explore.schedule).toHaveLength(8);
    expect(actors.map((actor) => actor.name)).toEqual(['reader1', 'reader2', 'other1', 'other2', 'writer']);
  });

  it('may be JSON', async () => {
    expect((await loadValid('json.json')).explore.steer).toEqual([['writer.mysql.update']]);
  });

  it('runs 10000 schedules of a sampling policy unless it says otherwise', () => {
    expect(loadWith(`${READER}explore: { policy: random }`).explore.runs).toBe(10_000);
    expect(loadWith(`${READER}explore: { policy: random, runs: 7 }`).explore.runs).toBe(7);
    expect(loadWith(`${READER}explore: { policy: random, time: 2s }`).explore).toMatchObject({
      runs: null,
      timeMs: 2000,
    });
  });

  it('gets values that are unique, and the same each time', () => {
    const text =
      'rows: { "item:1": writer-2 }\nactors:\n  writer: { steps: [ { write: "item:1" }, { write: "item:1" }, { write: "item:1", value: writer-4 }, { write: "item:1" } ] }';
    const values = loadWith(text).actors[0]?.operations.map((operation) => 'value' in operation && operation.value);
    expect(values).toEqual(['writer-1', 'writer-3', 'writer-4', 'writer-5']);
  });

  it('spreads instances over the nodes unless a step is pinned to one', () => {
    const text =
      'topology: { nodes: 2 }\nactors:\n  reader: { count: 3, steps: [ { read: "item:1" }, { read: "item:1", node: 2 } ] }';
    const nodes = loadWith(text).actors.map(({ operations }) => operations.map((one) => 'node' in one && one.node));
    expect(nodes).toEqual([
      [1, 2],
      [2, 2],
      [1, 2],
    ]);
  });
});

describe('the whole format', () => {
  it('has no problem but those of this version, of the folder, and of what excludes each other', async () => {
    const loaded = await loadScenarioFile('whole-format.yaml', { strategies: testCatalogue, cwd: fixtures });
    expect(loaded.ok ? [] : loaded.problems.map(({ message }) => message)).toEqual([
      'found `kafka.deliver`, but changes come straight from the binlog in this file',
      'found the module `./my-strategy.ts`, but there is no such file',
      'found `explore` beside `schedule`, which pins the whole order',
      'found `steer` beside `schedule`, which pins the whole order',
      'found `timing` beside policy `exhaustive`, expected it with `timed` only',
      'found `load` beside policy `exhaustive`, expected it with `timed` only',
      'found `thresholds` beside policy `exhaustive`, expected them with `timed` only: other policies count schedules and estimate nothing',
    ]);
  });
});

describe('a file that cannot be read', () => {
  const load = async (path: string) => {
    const loaded = await loadScenarioFile(path, options);
    return loaded.ok ? 'ok' : loaded.problems.map(formatProblem).join('\n');
  };

  it('is a problem when it does not exist', async () => {
    expect(await load('nowhere.yaml')).toMatch(/^nowhere\.yaml:1:1: found no such file/);
    expect(await load('minimal.yaml/inside.yaml')).toMatch(/found no such file/);
  });

  it('is a problem when it is a folder', async () => {
    expect(await load('.')).toMatch(/^\.:1:1: found a folder/);
  });

  it('is a problem when it is too large, or leads in a circle', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stalemate-load-'));
    try {
      const large = join(folder, 'large.yaml');
      await writeFile(large, '#'.repeat(FILE_BYTES_MAX + 1));
      expect(await load(large)).toMatch(/found a file of 262145 bytes, expected at most 262144/);
      await symlink('circle.yaml', join(folder, 'circle.yaml'));
      expect(await load(join(folder, 'circle.yaml'))).toMatch(/cannot be read \(ELOOP\)/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('does not hang on nesting or on aliases that multiply', () => {
    const text = readFileSync(join(fixtures, 'invalid/alias-bomb.yaml'), 'utf8');
    expect(loadScenario(text, 'bomb.yaml', options)).toMatchObject({ ok: false, problems: [{ line: 1 }] });
    expect(loadScenario('{'.repeat(100_000), 'deep.yaml', options)).toMatchObject({
      ok: false,
      problems: [{ line: 1 }],
    });
  });
});
