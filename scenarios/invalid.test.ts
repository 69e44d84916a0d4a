import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testCatalogue } from './fixtures/catalogue.ts';
import { formatProblem, loadScenarioFile } from './load.ts';

const folder = join(import.meta.dirname, 'fixtures/invalid');
const files = readdirSync(folder)
  .filter((file) => /\.(ya?ml|json)$/.test(file))
  .sort();

async function problemsOf(file: string): Promise<string> {
  const loaded = await loadScenarioFile(file, { strategies: testCatalogue, cwd: folder });
  return loaded.ok ? 'no problem\n' : `${loaded.problems.map(formatProblem).join('\n')}\n`;
}

describe('scenario files that are wrong', () => {
  it('are of every kind', () => {
    expect(files.length).toBeGreaterThanOrEqual(80);
  });

  it.each(files)('%s has a problem', async (file) => {
    expect(await problemsOf(file)).not.toBe('no problem\n');
  });

  it('get all their problems, word for word', async () => {
    // After a change of words: `npx vitest run scenarios -u`, and read the diff aloud.
    let text = '';
    for (const file of files) text += `${await problemsOf(file)}\n`;
    await expect(text).toMatchFileSnapshot(join(folder, 'problems.txt'));
  });

  it('are spoken to in sentences that say what is expected and how to mend it', async () => {
    for (const file of files) {
      for (const line of (await problemsOf(file)).trimEnd().split('\n')) {
        expect(line).toMatch(/^[\w.-]+:\d+:\d+: (found|this|the|`\w+` is missing).+\. Fix: [a-z].+[.?]$/);
        expect(line).not.toMatch(/undefined|\[object|Invalid input|\.\.$/);
      }
    }
  });
});
