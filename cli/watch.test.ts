import { type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cli, folderOf, startCli, type Started } from './testing.ts';

const SCENARIO = `version: 1
name: my-race
rows: { "item:1": v1 }
actors:
  reader: { steps: [ { read: "item:1" } ] }
  writer: { steps: [ { write: "item:1", value: v2 } ] }
strategies: [ { use: ./mine.ts, as: mine } ]
expect: [ { strategy: mine, anomaly: stale-at-rest, is: never } ]
`;

/** What decides is in a file of its own, which only the strategy's file imports. */
const MINE = `import { defineStrategy } from 'stalemate';
import { fill } from './fill.ts';

export default defineStrategy({
  name: 'mine',
  title: 'Read: fill on a miss. Write: update the row, then set the key.',
  create: () => ({
    async read({ redis, mysql }, key) {
      const cached = await redis.get(key);
      if (cached !== null) return cached;
      const [rows] = await mysql.execute('SELECT value FROM items WHERE id = 1');
      await fill(redis, key, (rows as { value: string }[])[0]!.value);
      return (rows as { value: string }[])[0]!.value;
    },
    async write({ redis, mysql }, key, value) {
      await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = 1', [value]);
      await redis.set(key, value);
    },
  }),
});
`;
const CARELESS = `import type { Redis } from 'stalemate';
export const fill = (redis: Redis, key: string, value: string) => redis.set(key, value);
`;
const CAREFUL = CARELESS.replace('redis.set(key, value)', 'redis.setnx(key, value)');

let started: Started | null = null;
let folder: ReturnType<typeof folderOf>;

/** The next thing that the command says and that fits; all that was said until then. */
class Listener {
  #said = '';
  #onText = (): void => {};

  constructor(child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (text: string) => {
        this.#said += text;
        this.#onText();
      });
  }

  until(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      this.#onText = () => {
        const found = pattern.exec(this.#said);
        if (found === null) return;
        const end = found.index + found[0].length;
        const said = this.#said.slice(0, end);
        this.#said = this.#said.slice(end);
        this.#onText = () => {};
        resolve(said);
      };
      this.#onText();
    });
  }
}

function watching(...args: readonly string[]): Listener {
  folder = folderOf({ 'race.yaml': SCENARIO, 'mine.ts': MINE, 'fill.ts': CARELESS });
  started = startCli(['run', '-w', '--on', 'embedded', ...args], folder.path);
  return new Listener(started.process);
}

const WAITS = /Watching \d+ files?\. Ctrl-C ends it\./;

afterEach(async () => {
  started?.process.kill('SIGKILL');
  await started?.finished;
  folder.remove();
});

describe('stalemate run --watch', () => {
  it('runs again when a file changes that the strategy imports, and says what that has changed', async () => {
    const listener = watching('race.yaml');
    expect(await listener.until(WAITS)).toMatch(/✗ stale-at-rest[\s\S]*fail {3}expectations[\s\S]*Verdict {2}fail\n/);
    writeFileSync(join(folder.path, 'fill.ts'), CAREFUL);
    const again = await listener.until(WAITS);
    expect(again).toMatch(/Changed {2}fill\.ts\n/);
    expect(again).toMatch(/mine × my-race: stale-at-rest 1\/\d+ → no anomaly\n/);
    expect(again).toMatch(/Verdict {2}pass \(was fail\)/);
    writeFileSync(join(folder.path, 'race.yaml'), SCENARIO.replace('is: never', 'is: possible'));
    expect(await listener.until(WAITS)).toMatch(/Changed {2}race\.yaml\n[\s\S]*Verdict {2}fail \(was pass\)/);
    started!.process.kill('SIGINT');
    expect((await started!.finished).exitCode).toBe(0);
  });

  it('tells a mistake, keeps the last verdict, and goes on when it is mended', async () => {
    const listener = watching('race.yaml');
    await listener.until(WAITS);
    writeFileSync(join(folder.path, 'race.yaml'), SCENARIO.replace('actors', 'actorz'));
    expect(await listener.until(WAITS)).toMatch(/race\.yaml:4:1: found the unknown key[\s\S]*The last verdict: fail/);
    writeFileSync(join(folder.path, 'race.yaml'), SCENARIO);
    await listener.until(/Verdict {2}fail/);
    await listener.until(WAITS);
    writeFileSync(join(folder.path, 'fill.ts'), `${CAREFUL}export const broken = ;`);
    expect(await listener.until(WAITS)).toMatch(/Changed {2}fill\.ts\n[\s\S]*mine\.ts cannot be loaded/);
    writeFileSync(join(folder.path, 'fill.ts'), CAREFUL);
    expect(await listener.until(WAITS)).toMatch(/Verdict {2}pass \(was fail\)/);
  });

  it('takes a scenario up that comes, and leaves files alone that are nothing to it', async () => {
    const listener = watching('.');
    await listener.until(WAITS);
    writeFileSync(join(folder.path, 'notes.txt'), 'to be done');
    mkdirSync(join(folder.path, 'other'));
    writeFileSync(join(folder.path, 'second.yaml'), SCENARIO.replace('my-race', 'second'));
    expect(await listener.until(WAITS)).toMatch(/^\s+Changed {2}second\.yaml\n[\s\S]*second/);
    rmSync(join(folder.path, 'second.yaml'));
    expect(await listener.until(WAITS)).toMatch(/Changed {2}second\.yaml\n/);
  });

  it('is not for machines, nor for parts', async () => {
    folder = folderOf({ 'race.yaml': SCENARIO, 'mine.ts': MINE, 'fill.ts': CARELESS });
    const json = await cli(['run', '-w', '--json'], folder.path);
    expect(json).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/--watch: found it beside json on stdout/),
    });
    const shard = await cli(['run', '-w', '--shard', '1/2'], folder.path);
    expect(shard).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/--watch: found it beside --shard/) });
    const nothing = await cli(['run', 'nowhere', '-w'], folder.path);
    expect(nothing.exitCode).toBe(4);
  });
});
