import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { folderOf } from '../testing.ts';
import { identityOf, local, portable, whyUnfit } from './identity.ts';

const folder = folderOf({});
const module = join(folder.path, 'mine.ts');
afterAll(() => folder.remove());

beforeEach(() => {
  writeFileSync(module, `import { helper } from './helper.js';\nexport default helper;\n`);
  writeFileSync(join(folder.path, 'helper.ts'), 'export const helper = 1;\n');
});

it('fits work of the same build, with the same modules', () => {
  expect(whyUnfit(identityOf(['cache-aside', module]))).toBe(null);
});

it('names both versions, or both builds', () => {
  const mine = identityOf([]);
  expect(whyUnfit({ ...mine, version: '9.9.9' })).toMatch(
    /that of stalemate 9\.9\.9, and this worker is stalemate \d.* Fix: npm install stalemate@9\.9\.9/,
  );
  expect(whyUnfit({ ...mine, code: 'abc' })).toMatch(/another build .* digest abc, and this worker's [0-9a-f]{12}/);
});

it('does not fit when a module, or what it imports, has changed or is not there', () => {
  const work = identityOf([module]);
  writeFileSync(join(folder.path, 'helper.ts'), 'export const helper = 2;\n');
  expect(whyUnfit(work)).toMatch(/mine\.ts: the strategy is another one than that of the work \(digest \w+, expected/);
  const elsewhere = { ...work, modules: { 'nowhere/mine.ts': 'abc' } };
  expect(whyUnfit(elsewhere)).toMatch(/nowhere\/mine\.ts: the work needs this strategy, and there is no such file/);
});

it('names modules so that another machine finds them', () => {
  expect(local(portable(module))).toBe(module);
  expect(portable(join(import.meta.dirname, 'x.ts'))).toBe('stalemate:cli/queue/x.ts');
});
