/** Whoever meets an error finds it on the page about errors. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from './package-root.ts';

const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');
const page = read('docs/troubleshooting.md');

it('lists every code of infra', () => {
  const codes = [...read('infra/errors.ts').matchAll(/\| '(E_\w+)'/g)].map(([, code]) => code!);
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});

it('lists every reason for which a server cannot be used', () => {
  const room = 'harness/engines/real';
  const files = readdirSync(join(packageRoot, room)).filter((file) => /(?<!\.test)\.ts$/.test(file));
  const sources = [...files.map((file) => `${room}/${file}`), 'infra/redis-fitness.ts'].map(read).join('\n');
  const reasons = [
    ...[...sources.matchAll(/what: '([^']+)'/g)].map(([, what]) => what!),
    // A name in the middle stands on the page as dots.
    ...[...sources.matchAll(/new ServerUnsuitable\(\s*'mysql',\s*['`]([^'`]+)['`]/g)].map(([, what]) =>
      what!.replace(/: \$\{found\}$/, '').replaceAll(/\$\{\w+\}/g, '…'),
    ),
  ];
  expect(reasons.length).toBeGreaterThan(20);
  expect(reasons.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
});
