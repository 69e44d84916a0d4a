import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { METRIC_NAMES } from './metrics.ts';

it('every metric is defined in docs/metrics.md', () => {
  const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| (`[^|]+) \|/gm)].map(([, names]) => names!);
  const defined = rows.flatMap((names) => {
    const [first, ...suffixes] = [...names.matchAll(/`([a-z0-9_]+)`/g)].map(([, name]) => name!);
    const stem = first!.slice(0, first!.lastIndexOf('_'));
    return [first!, ...suffixes.map((name) => (name.startsWith('_') ? stem + name : name))];
  });
  expect(defined.toSorted()).toEqual([...METRIC_NAMES].toSorted());
});
