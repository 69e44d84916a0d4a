/** What the documentation shows is what there is: every block is checked, and run where that is cheap. `blocks.ts` says how to mark one. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../cli/package-root.ts';
import { explore } from '../../index.ts';
import { race } from '../../suite/testing.ts';
import { type Block, blocksIn, documentationFiles, placeOf } from './blocks.ts';
import { problemsOfShell } from './commands.ts';
import { isStrategy, type Program, removePrograms, runTests, typeProblems, writePrograms } from './programs.ts';
import { problemsOfYaml } from './scenarios.ts';

const LANGUAGES = ['ts', 'js', 'html', 'yaml', 'sh', 'json', 'text', 'mermaid'];

const blocks = documentationFiles().flatMap((file) => blocksIn(file));
const checked = blocks.filter(({ notRun }) => notRun === null);
const of = (language: string): Block[] => checked.filter((block) => block.language === language);
const named = (some: readonly Block[]): [string, Block][] => some.map((block) => [placeOf(block), block]);

describe('every block of the documentation', () => {
  it('says what it is; what a command prints is `text`', () => {
    const unknown = blocks.filter(({ language }) => !LANGUAGES.includes(language));
    expect(unknown.map((block) => `${placeOf(block)}: \`\`\`${block.language}`)).toEqual([]);
    expect(blocks.length).toBeGreaterThan(20);
  });

  it('that is not run says why', () => {
    const silent = blocks.filter(({ notRun }) => notRun !== null && !/\w+ \w+/.test(notRun));
    expect(silent.map(placeOf)).toEqual([]);
  });
});

describe('a scenario, or a part of one,', () => {
  it.each(named(of('yaml')))('at %s is one', async (_, block) => {
    expect(await problemsOfYaml(block)).toEqual([]);
  });
});

describe('a command', () => {
  it.each(named(of('sh')))('at %s is understood', async (_, { text }) => {
    expect(await problemsOfShell(text)).toEqual([]);
  });

  it('that there is not is told', async () => {
    const text =
      'stalemate rnu\nstalemate run --polcy urw x.yaml\nnpx stalemate run --seed lots\nnpm run nothing\nfrobnicate';
    expect((await problemsOfShell(text)).map((line) => line.split(': ')[0])).toEqual(text.split('\n'));
  });
});

describe('JSON', () => {
  it('is JSON', () => {
    for (const { text } of of('json')) expect(() => JSON.parse(text) as unknown).not.toThrow();
  });
});

describe('a program', () => {
  let programs: Program[];

  beforeAll(async () => {
    // What imports us by name gets what was compiled, and its types.
    expect(spawnSync(process.execPath, ['scripts/build.mjs', '--types'], { cwd: packageRoot }).status).toBe(0);
    programs = writePrograms([...of('ts'), ...of('js')]);
  });
  afterAll(removePrograms);

  it('compiles in a project that is as strict as most', async () => {
    expect(await typeProblems(programs)).toEqual([]);
  });

  it('that is a strategy runs without leaving the scheduler', async () => {
    const strategies = programs.filter(isStrategy);
    expect(strategies.length).toBeGreaterThan(0);
    for (const { block, path } of strategies) {
      const { cell } = await explore({ scenario: race, strategy: { use: path, as: 'mine' } });
      expect(cell.problems, placeOf(block)).toEqual([]);
      expect(cell.schedules.raced, placeOf(block)).toBeGreaterThan(0);
    }
  });

  it('that is a test passes', async () => {
    const runs = await runTests(programs);
    expect(runs.filter(({ exitCode }) => exitCode !== 0).map(({ output }) => output)).toEqual([]);
    expect(runs.length).toBeGreaterThan(0);
  });
});
