/** What the tests of this room share: one race, the code that loses it, and a folder to leave reports in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineStrategy, type Scenario } from '../index.ts';

export const race = {
  name: 'race',
  rows: { 'item:1': 'v1' },
  actors: {
    reader: { steps: [{ read: 'item:1' }] },
    writer: { steps: [{ write: 'item:1', value: 'v2' }] },
  },
} as const satisfies Scenario;

/** As a user would write it in a test. */
export const setFirst = defineStrategy({
  name: 'mine',
  title: 'Read: fill on a miss. Write: set the key, then update the row.',
  create: () => ({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const [rows] = await mysql.execute('SELECT value FROM items WHERE id = ?', [key.split(':')[1]!]);
      const { value } = (rows as { value: string }[])[0]!;
      await redis.set(key, value);
      return value;
    },
    async write({ redis, mysql }, key, value) {
      await redis.set(key, value);
      await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [
        value,
        key.split(':')[1]!,
      ]);
    },
  }),
});

/** A working directory of the test's own, in which explorations leave their files. */
export function ownDirectory(): { readonly path: string; remove(): void } {
  const before = process.cwd();
  const path = mkdtempSync(join(tmpdir(), 'stalemate-suite-'));
  process.chdir(path);
  return {
    path,
    remove: () => {
      process.chdir(before);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
