import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cellOf, resultOf } from '../reports/html/samples/results.ts';
import { writeReport } from './report.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stalemate-report-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  [4_000_000, ''],
  [5_100_000, '5 MB; browsers take a moment to open it'],
])(
  'a report with a title of %i characters is written, and says what it is to open it: "%s"',
  async (length, warning) => {
    const said: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const file = await writeReport(resultOf([cellOf({ title: 'x'.repeat(length) })]), folder, { hasLive: false });
    expect(statSync(file).size).toBeGreaterThan(length);
    expect(said.join('')).toContain(warning);
    expect(said.length > 0).toBe(warning !== '');
  },
);
