import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../../cli/strategies.ts';
import { scenarioInFile, textOf } from '../../cli/replay/regression.ts';
import { duration } from '../../strategies/strategy.ts';
import { formatProblem, loadScenario } from '../load.ts';
import { resolveExplore } from '../resolve.ts';
import type { Draft } from './draft.ts';
import { draftArbitrary } from './draft.ts';
import { optionsArbitrary } from './options.ts';
import { plainerThan } from './plainer.ts';
import { scenarioOfDraft } from './scenario.ts';

const PARAMETERS = { seed: 42, numRuns: 30 };

function problemsOf(draft: Draft, strategy: string): readonly string[] {
  const use = { use: strategy, as: strategy, with: {} };
  const scenario = scenarioOfDraft(draft, { name: 'generated', use, explore: resolveExplore({}) });
  const parts = scenarioInFile(scenario, scenario.strategies[0]!, 'generated.yaml');
  const text = textOf({ version: 1, name: 'generated', ...parts }, '');
  const loaded = loadScenario(text, 'generated.yaml', { strategies: catalogue });
  return loaded.ok ? [] : [...loaded.problems.map(formatProblem), text];
}

describe('scenarios made by chance', () => {
  it.each(catalogue.names)('load as files, for %s', (strategy) => {
    const property = fc.property(draftArbitrary(catalogue.find(strategy)!), (draft) => {
      expect(problemsOf(draft, strategy)).toEqual([]);
      for (const plainer of plainerThan(draft)) expect(problemsOf(plainer, strategy)).toEqual([]);
    });
    fc.assert(property, PARAMETERS);
  });

  it('have their readers first, so that one failure has one canonical order', () => {
    const use = { use: 'lease', as: 'lease', with: {} };
    for (const draft of fc.sample(draftArbitrary(catalogue.find('lease')!), { seed: 1, numRuns: 100 })) {
      const { actors } = scenarioOfDraft(draft, { name: 'generated', use, explore: resolveExplore({}) });
      const groups = actors.map(({ group }) => group);
      expect(groups).toEqual(groups.toSorted());
    }
  });

  it('contain all that a scenario may contain', () => {
    const drafts = fc.sample(draftArbitrary(catalogue.find('setnx-setex-binlog')!), { seed: 1, numRuns: 1000 });
    const kinds = new Set(
      drafts.flatMap(({ actors }) => actors.flatMap(({ operations }) => operations.map(({ kind }) => kind))),
    );
    const faults = new Set(drafts.flatMap((draft) => draft.faults.map(({ kind }) => kind)));
    expect([...kinds].toSorted()).toEqual(['read', 'sleep', 'write']);
    expect(faults).toContain('reorder');
    expect(new Set(drafts.map(({ keys }) => keys.length))).toEqual(new Set([1, 2, 3]));
    expect(drafts.some(({ options }) => options['ttl'] !== undefined)).toBe(true);
  });
});

describe('options made by chance', () => {
  it('are what the schema takes', () => {
    const schema = z.strictObject({
      ttl: duration().prefault('60s'),
      delay: duration().prefault('0ms'),
      mode: z.enum(['eager', 'lazy']).default('lazy'),
      retries: z.int().min(2).optional(),
    });
    const samples = fc.sample(optionsArbitrary(schema), { seed: 1, numRuns: 500 });
    for (const options of samples) expect(schema.safeParse(options).success).toBe(true);
    const valuesOf = (name: string): string[] =>
      [...new Set(samples.map((options) => String(options[name])))].toSorted();
    expect(valuesOf('mode')).toEqual(['eager', 'lazy', 'undefined']);
    expect(valuesOf('retries')).toEqual(['2', '5', 'undefined']);
    expect(valuesOf('delay')).toContain('0ms');
    expect(valuesOf('ttl')).not.toContain('0ms');
  });

  it('are none where nobody can tell what there is', () => {
    expect(fc.sample(optionsArbitrary(z.any()), 5)).toEqual([{}, {}, {}, {}, {}]);
  });
});
