import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../cli/package-root.ts';

const config = readFileSync(join(packageRoot, 'site/.vitepress/config.mjs'), 'utf8');
const linked = new Set(Array.from(config.matchAll(/\['[^']+', '([\w/-]+)'\]/g), ([, page]) => page!));
const docs = readdirSync(join(packageRoot, 'docs')).flatMap((file) => /^(.*)\.md$/.exec(file)?.[1] ?? []);
/** Made when the site is built. */
const MADE = ['api/', 'benchmarks', 'live', 'strategies/'];

describe('the site', () => {
  it('links every page of docs/ from its sidebar', () => {
    expect(docs.filter((page) => !linked.has(page))).toEqual([]);
  });

  it('links no page that is not there', () => {
    expect([...linked].filter((page) => !docs.includes(page) && !MADE.includes(page))).toEqual([]);
  });
});
