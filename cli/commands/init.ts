import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { scenarioJsonSchema } from '../../scenarios/json-schema.ts';
import { checkArguments } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { catalogue } from '../strategies.ts';
import { print } from '../terminal.ts';

const SCENARIO = `# yaml-language-server: $schema=./scenario.schema.json
version: 1
name: my-race
title: A reader fills the cache while a writer updates the row

rows: { "item:1": v1 }

actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1", value: v2 } ] }

strategies:
  - cache-aside
  - { use: ./my-strategy.ts, as: mine }

explore: { policy: exhaustive }

expect:
  - { strategy: cache-aside, anomaly: stale-at-rest, is: possible }
  - { strategy: mine, anomaly: stale-at-rest, is: never }
`;

const STRATEGY = `// Your own cache code. Every call on a handle is one step that the scheduler orders.
import { defineStrategy } from 'stalemate';

export default defineStrategy({
  name: 'mine',
  title: 'Read: fill only an absent key. Write: update the row, then set the key.',
  create: () => ({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const [rows] = await mysql.execute('SELECT value FROM items WHERE id = ?', [key.split(':')[1]]);
      const row = (rows as { value: string }[])[0];
      if (row === undefined) return null;
      await redis.set(key, row.value, 'EX', 60, 'NX');
      return row.value;
    },

    async write({ redis, mysql }, key, value) {
      await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, key.split(':')[1]]);
      await redis.set(key, value, 'EX', 60);
    },
  }),
});
`;

export const init = defineCommand({
  meta: {
    name: 'init',
    description: 'Write a first scenario, a first strategy and the schema: init [DIR]. Default: scenarios/',
  },
  run: async ({ args, rawArgs }) => {
    checkArguments(rawArgs, {}, 'init');
    const directory = args._[0] ?? 'scenarios';
    const files = {
      'my-race.yaml': SCENARIO,
      'my-strategy.ts': STRATEGY,
      'scenario.schema.json': `${JSON.stringify(scenarioJsonSchema(catalogue), null, 2)}\n`,
    };
    const present = Object.keys(files).filter((name) => existsSync(join(directory, name)));
    if (present.length > 0) {
      throw new CliError(
        `init: ${present.map((name) => join(directory, name)).join(', ')} exist already, and nothing was written. Fix: name another folder`,
      );
    }
    await mkdir(directory, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    await print(
      `${Object.keys(files)
        .map((name) => `wrote ${join(directory, name)}`)
        .join('\n')}\nNext: npx stalemate run ${directory}\n`,
    );
    return 0;
  },
});
