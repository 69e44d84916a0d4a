import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../cli/strategies.ts';
import { formatProblem, loadScenarioFile } from './load.ts';

const FOLDERS = ['', 'standard', 'patterns', 'anomalies'];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(import.meta.dirname, folder))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(folder, file)),
);

describe('the scenario library', () => {
  it.each(files)('%s loads, tells its point and is named after its file', async (file) => {
    const loaded = await loadScenarioFile(file, { strategies: catalogue, cwd: import.meta.dirname });
    expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([]);
    if (!loaded.ok) return;
    const { scenario } = loaded;
    const prefix = file.startsWith('standard') ? 'standard-' : '';
    expect(`${scenario.name}.yaml`).toBe(`${prefix}${basename(file)}`);
    expect(scenario.title).not.toBe(scenario.name);
    expect(scenario.description).not.toBe('');
    // What a scenario shows is held against what it says; of the standard ones, against strategies/testing/known.ts.
    expect(scenario.expect.length > 0).toBe(prefix === '');
    const schema = file.includes('/') ? '../scenario.schema.json' : './scenario.schema.json';
    const [first] = readFileSync(join(import.meta.dirname, file), 'utf8').split('\n');
    expect(first).toBe(`# yaml-language-server: $schema=${schema}`);
  });
});

describe('scenarios/anomalies/README.md', () => {
  const text = readFileSync(join(import.meta.dirname, 'anomalies/README.md'), 'utf8');
  const linked = [...text.matchAll(/\]\(([^)]+\.yaml)\)/g)].map(([, path]) => join('anomalies', path!));

  it('links to scenarios that there are', () => {
    expect(linked.filter((path) => !files.includes(path))).toEqual([]);
  });

  it('names each scenario of its folder', () => {
    expect(files.filter((file) => file.startsWith('anomalies') && !linked.includes(file))).toEqual([]);
  });

  it('has a source and a scenario of its folder for each that it numbers', () => {
    const numbered = text.split('\n').filter((line) => /^\| \d/.test(line));
    const complete = /^\| \d+ \| [^|]+ \| [^|]+ \| \[([^\]]+)\]\(\1\.yaml\)/;
    expect(numbered.filter((line) => !complete.test(line))).toEqual([]);
    expect(numbered.map((line) => Number(line.split('|')[1]))).toEqual(numbered.map((_, i) => i + 1));
  });

  it('has a scenario for each strategy that lies beside it', () => {
    const folder = join(import.meta.dirname, 'anomalies');
    const scenarios = files.filter((file) => file.startsWith('anomalies'));
    const used = scenarios.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\n');
    const strategies = readdirSync(join(folder, 'strategies')).filter((file) => file !== 'rows.ts');
    expect(strategies.filter((file) => !used.includes(`{ use: ./strategies/${file}, as: `))).toEqual([]);
  });
});

describe('an anomaly', () => {
  const anomalies = files.filter((file) => file.startsWith('anomalies'));
  it.each(anomalies)('%s names its source, and is found under one strategy and not under another', async (file) => {
    const loaded = await loadScenarioFile(file, { strategies: catalogue, cwd: import.meta.dirname });
    if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
    const { description, expect: expectations } = loaded.scenario;
    expect(description.replaceAll('\n', ' ')).toContain('Source: ');
    expect([...new Set(expectations.map(({ is }) => is))].toSorted()).toEqual(['never', 'possible']);
  });
});
