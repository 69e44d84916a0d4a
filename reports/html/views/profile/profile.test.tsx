import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import type { ProfileResult } from '../../../../harness/result.ts';
import { profile } from '../../samples/profile.ts';
import { Profiles } from './profile.tsx';

const htmlOf = (given: Partial<ProfileResult> = {}) => render(<Profiles profiles={[{ ...profile, ...given }]} />);

test('each curve has a table with the same figures', () => {
  const html = htmlOf();
  const charts = html.split('<figure').slice(1);
  expect(charts).toHaveLength(4);
  for (const chart of charts) expect(chart).toMatch(/<svg class="curves"[^]*<table/);
  expect(html).toContain('<th scope="row">1 MB</th><td>2.75 ms</td>');
  expect(html).toContain('<th scope="row">100</th><td>2.04 µs</td>');
  expect(html).toContain('<th scope="row">10 B</th><td>163 B</td><td>10 B</td>');
});

test('versions, delays and notes are told', () => {
  const html = htmlOf();
  for (const text of ['Redis 8.0.6, MySQL 9.7.4.', 'a commit after 0.114 ms', 'waits for no disk'])
    expect(html).toContain(text);
});

test('what was not measured is said to be so, and what is empty is left out', () => {
  const html = htmlOf({
    steps: profile.steps.filter(({ step, valueBytes }) => step !== 'mysql.commit' || valueBytes === 10),
  });
  expect(html).toContain('<td>not measured</td>');
  expect(htmlOf({ steps: [], memory: [] })).not.toContain('<figure');
  expect(render(<Profiles profiles={[]} />)).toBe('');
});
