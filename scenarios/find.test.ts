import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findScenarios, NoMatchError } from './find.ts';

const FILES = [
  'a.yaml',
  'b.yml',
  'notes.md',
  'deep/c.yaml',
  'deep/er/d.yaml',
  'deep/.hidden/e.yaml',
  'deep/node_modules/f.yaml',
  'deep/fixtures/g.yaml',
  'empty/readme.txt',
  'odd:7.yaml',
  'name[1].yaml',
];

let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'stalemate-find-'));
  for (const file of FILES) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), '');
  }
});

afterAll(() => rm(root, { recursive: true }));

const find = async (...patterns: string[]) =>
  (await findScenarios(patterns, root)).map(({ file, line }) => (line === null ? file : `${file}:${line}`));

describe('finding scenarios', () => {
  it('takes files as they are named', async () => {
    expect(await find('./b.yml', 'a.yaml', join(root, 'deep/c.yaml'))).toEqual(['a.yaml', 'b.yml', 'deep/c.yaml']);
  });

  it('searches folders, except those that hold other people’s files or broken ones', async () => {
    expect(await find('deep/')).toEqual(['deep/c.yaml', 'deep/er/d.yaml']);
    expect(await find('.')).toEqual(['a.yaml', 'b.yml', 'deep/c.yaml', 'deep/er/d.yaml', 'name[1].yaml', 'odd:7.yaml']);
    expect(await find('deep/fixtures')).toEqual(['deep/fixtures/g.yaml']);
  });

  it('expands globs', async () => {
    expect(await find('deep/**/*.yaml')).toEqual(['deep/c.yaml', 'deep/er/d.yaml']);
    expect(await find('*.{yaml,yml}')).toEqual(['a.yaml', 'b.yml', 'name[1].yaml', 'odd:7.yaml']);
    expect(await find('deep/fixtures/*')).toEqual(['deep/fixtures/g.yaml']);
  });

  it('takes a name that looks like a glob or a line as the file that it is', async () => {
    expect(await find('name[1].yaml', 'odd:7.yaml')).toEqual(['name[1].yaml', 'odd:7.yaml']);
  });

  it('selects a line', async () => {
    expect(await find('a.yaml:57', 'a.yaml:6')).toEqual(['a.yaml:6', 'a.yaml:57']);
  });

  it('names each file once, however often it is asked for', async () => {
    expect(await find('a.yaml', '*.yaml', '.', 'a.yaml:5', './a.yaml:5')).toEqual(await find('.'));
    expect(await find('a.yaml:5', './a.yaml:5')).toEqual(['a.yaml:5']);
  });

  it('shows files outside of the working directory with their whole path', async () => {
    expect(await findScenarios(['../c.yaml'], join(root, 'deep/er'))).toEqual([
      { file: join(root, 'deep/c.yaml'), line: null },
    ]);
  });

  it.each(['nowhere.yaml', 'nowhere/', 'empty', '*.json', 'a.yaml:0', 'nowhere.yaml:5'])(
    '%s matches nothing',
    async (pattern) => {
      const error = await find('a.yaml', pattern).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NoMatchError);
      expect(error).toMatchObject({ pattern, fix: expect.stringMatching(/^[a-z]/) });
    },
  );
});
