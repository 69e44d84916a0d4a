import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildBundle } from './build.ts';
import { type Bundle, readBundle } from './bundle.ts';
import { documentOf } from './document.ts';
import {
  blocked,
  classic,
  counterexampleOf,
  cellOf,
  doubtful,
  fuzzed,
  hostile,
  library,
  long,
  manyFailures,
  resultOf,
} from './samples/results.ts';
import { timed } from './samples/timed.ts';
import { longTrace } from './samples/traces.ts';
import { renderHtml } from './write.ts';

let folder: string;
let bundle: Bundle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stalemate-report-'));
  await buildBundle(folder);
  bundle = await readBundle(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const samples = { classic, blocked, library, doubtful, long, hostile, fuzzed, timed };

describe.each(Object.entries(samples))('the report of %s', (_, result) => {
  test('is the same, byte for byte, every time', async () => {
    expect(await renderHtml(structuredClone(result), { bundle })).toBe(await renderHtml(result, { bundle }));
  });

  test('loads nothing and has no inline styles, which its policy would refuse', async () => {
    const html = withoutCode(await renderHtml(result, { bundle }));
    expect(html).not.toMatch(/<[a-z][^>]*\s(?:src|style|on[a-z]+)=/);
    expect(html.match(/<link [^>]*>/g)).toEqual(['<link rel="icon" href="data:,">']);
  });

  test('has its script, its style and its data in it, and nothing else that runs', async () => {
    const html = await renderHtml(result, { bundle });
    const opened = html.match(/<script\b[^>]*>/g) ?? [];
    expect(opened.filter((tag) => !tag.includes('type='))).toEqual(['<script>']);
    expect(
      opened.filter((tag) => tag.includes('type=')).every((tag) => /application\/(json|gzip;base64)"/.test(tag)),
    ).toBe(true);
  });
});

test('two runs that differ only in how long they took give the same report', async () => {
  const slower = { ...classic, results: classic.results.map((cell) => ({ ...cell, durationMs: 99_999 })) };
  expect(await renderHtml(slower, { bundle })).toBe(await renderHtml(classic, { bundle }));
});

test('the policy allows exactly the script and the style that are in the file', async () => {
  const html = await renderHtml(classic, { bundle });
  const policy = /content="(default-src [^"]*)"/.exec(html)?.[1];
  const hash = (text: string | undefined) =>
    createHash('sha256')
      .update(text ?? '')
      .digest('base64');
  expect(policy).toContain(`script-src 'sha256-${hash(/<script>(.*)<\/script>/s.exec(html)?.[1])}'`);
  expect(policy).toContain(`style-src 'sha256-${hash(/<style>(.*?)<\/style>/s.exec(html)?.[1])}'`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
});

test('without JavaScript: the verdict, the matrix and every step can be read', async () => {
  const html = withoutCode(await renderHtml(classic, { bundle }));
  expect(html).toContain('The one expectation does not hold');
  expect(html).toContain('1 of 10 interleavings');
  expect(html).toContain('<code>SET item:1 v1 EX 60</code>');
  expect(html).toContain('stalemate replay scenarios/classic-race.yaml --strategy cache-aside');
  expect(html).not.toMatch(/<[a-z]+[^>]*\shidden[\s>]/);
  expect(html).toContain('id="/failure/classic-race.cache-aside.stale-at-rest?step=5"');
});

test('hostile strings stay strings', async () => {
  const html = withoutCode(await renderHtml(hostile, { bundle }));
  expect(html).toContain('&lt;/script>&lt;script>window.hacked=1');
  expect(html).not.toContain('<img');
  expect(html).not.toContain('window.hacked=1</script>');
});

test('script and style stay within 150 KB', () => {
  expect(bundle.js.length + bundle.css.length).toBeLessThan(150_000);
});

test('what is read at once of ten strategies under six scenarios stays within 50 KB', async () => {
  const html = await renderHtml(library, { bundle });
  expect(/id="summary">(.*?)<\/script>/s.exec(html)?.[1]?.length).toBeLessThan(50_000);
});

test('10,000 steps stay within 3 MB', async () => {
  const counterexample = counterexampleOf(longTrace(10_000), 'It is long.');
  const result = resultOf([cellOf({ anomalies: { 'stale-read': { schedules: 1, counterexample } } })]);
  expect((await renderHtml(result, { bundle })).length).toBeLessThan(3_000_000);
});

test('100,000 runs with 50 distinct failures stay within 2 MB, and the page holds every failure', async () => {
  const html = await renderHtml(manyFailures(50), { bundle });
  expect(html.length).toBeLessThan(2_000_000);
  expect(html.match(/application\/gzip;base64/g)).toHaveLength(50);
});

test('250 cells that all fail stay within 2.5 MB, each of them readable without a script', async () => {
  const failing = library.results.filter(({ anomalies }) => (anomalies['stale-at-rest']?.schedules ?? 0) > 0);
  const cells = Array.from({ length: 250 }, (_, index) => ({
    ...failing[index % failing.length]!,
    scenario: `s${index}`,
  }));
  const html = await renderHtml(resultOf(cells), { bundle });
  expect(html.length).toBeLessThan(2_500_000);
  expect(html.match(/<table class="steps">/g)).toHaveLength(250);
});

test('traces that would make the file too large are left out, one of each race kept, and the page says so', async () => {
  const html = await renderHtml(library, { bundle, bytesMax: 350_000 });
  const kept = html.match(/application\/gzip;base64/g)!.length;
  expect(html.length).toBeLessThan(355_000);
  expect(kept).toBeLessThan(30);
  expect(html).toContain(`${30 - kept} interleavings are left out to keep this file small.`);
  expect(html).toMatch(`MB of at most 0.3 MB. Kept ${kept} of 30 failing interleavings, of 1 of 1 race;`);
  expect(await renderHtml(library, { bundle })).toContain('of at most 10 MB. All 30 failing interleavings are in it.');
});

test('a missing bundle says how to build it', async () => {
  await expect(readBundle(join(folder, 'missing'))).rejects.toThrow('npm run build');
});

test('a bundle that would end its own element is refused', () => {
  const parts = { title: '', body: '', foot: '', index: {}, chunks: new Map() };
  expect(() => documentOf({ ...parts, bundle: { js: '"</script>"', css: '' } })).toThrow('end its own element');
});

function withoutCode(html: string): string {
  return html.replace(/<style>.*?<\/style>/s, '').replace(/<script\b.*<\/script>/s, '');
}
