import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testCatalogue } from './fixtures/catalogue.ts';
import { formatProblem, loadScenarioFile } from './load.ts';

const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.yaml'));

describe('the scenario library', () => {
  it.each(files)(
    '%s is a scenario of every built-in strategy, counts every interleaving and is named after its file',
    async (file) => {
      const loaded = await loadScenarioFile(file, { strategies: testCatalogue, cwd: import.meta.dirname });
      expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([]);
      if (!loaded.ok) return;
      const { scenario } = loaded;
      expect(`${scenario.name}.yaml`).toBe(file);
      expect(scenario.title).not.toBe(scenario.name);
      expect(scenario.description).not.toBe('');
      expect(scenario.strategies.map(({ use }) => use)).toEqual(testCatalogue.names);
      expect(readFileSync(join(import.meta.dirname, file), 'utf8')).toMatch(
        /^# yaml-language-server: \$schema=\.\/scenario\.schema\.json\n/,
      );
    },
  );
});
