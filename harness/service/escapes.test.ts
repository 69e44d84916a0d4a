/** What code of a service does beside its stores: found, with its place. */
import { exec } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { exploreAll, scenarioOf, write } from '../testing.ts';
import { planOfService, told } from './testing.ts';

/** Taken before the guard is in place. */
const originalTimeout = setTimeout;

// biome-ignore format: one line each
const ESCAPES: Readonly<Record<string, () => unknown>> = {
  'fs.promises': () => fs.promises.writeFile('/dev/null', ''),
  'fs.open': () => new Promise((resolve) => fs.open('/dev/null', resolve)),
  'a socket to another place': () => new Promise((resolve) => net.connect(9, '127.0.0.1').on('error', resolve)),
  'a child process': () => new Promise((resolve) => exec('true', resolve)),
  fetch: () => fetch('http://127.0.0.1:61999/').catch(() => null),
  'a worker thread': () => new Worker('', { eval: true }).terminate(),
  'a timer kept from before': () => new Promise((resolve) => originalTimeout(resolve, 1)),
};

const scenario = scenarioOf({ actors: { writer: [write('v2')] } });

describe('code of a service that uses', () => {
  it.each(Object.keys(ESCAPES))('%s is told the line', async (name) => {
    const plan = planOfService(
      ({ redis }) => ({
        read: () => null,
        async write(key) {
          await redis.get(key);
          await ESCAPES[name]!();
        },
      }),
      scenario,
    );
    const { problems } = told(await exploreAll(plan));
    const lines = fs.readFileSync(import.meta.filename, 'utf8').split('\n');
    const line = lines.findIndex((text) => text.startsWith(`  '${name}':`) || text.startsWith(`  ${name}:`)) + 1;
    expect(problems).toEqual([expect.stringContaining(`escapes.test.ts:${line}:`)]);
    expect(problems[0]).toMatch(/leaves the scheduler.*Fix: /);
  });

  it('a file once in the life of its process is not accused of it', async () => {
    let opened: Promise<unknown> | null = null;
    const plan = planOfService(
      ({ redis }) => ({
        read: () => null,
        async write(key) {
          await redis.get(key);
          await (opened ??= fs.promises.readdir(import.meta.dirname));
        },
      }),
      scenario,
    );
    expect(told(await exploreAll(plan)).problems).toEqual([]);
  });

  it('files that are read goes on at once', async () => {
    const sizes: number[] = [];
    const plan = planOfService(
      ({ redis }) => ({
        read: () => null,
        async write(key) {
          const { length } = await fs.promises.readFile(import.meta.filename, 'utf8');
          const read = await new Promise<string>((resolve) => {
            fs.readFile(import.meta.filename, 'utf8', (_, text) => resolve(text));
          });
          sizes.push(length - read.length);
          await redis.del(key);
        },
      }),
      scenario,
    );
    expect(told(await exploreAll(plan)).problems).toEqual([]);
    expect(sizes[0]).toBe(0);
  });

  it('bytes that are no text is told to store text', async () => {
    const plan = planOfService(
      ({ redis }) => ({ read: () => null, write: (key) => redis.set(key, Buffer.from([0xff, 0xfe])) }),
      scenario,
    );
    expect(told(await exploreAll(plan)).problems).toEqual([
      expect.stringMatching(/2 bytes that is no UTF-8 text.*Fix: /),
    ]);
  });

  it('a command that the embedded engine does not know is told to run on real servers', async () => {
    const plan = planOfService(({ redis }) => ({ read: () => null, write: (key) => redis.lpush(key, '1') }), scenario);
    expect(told(await exploreAll(plan)).problems).toEqual([expect.stringMatching(/does not know LPUSH.*--on real/)]);
  });
});

describe('what a service lacks', () => {
  it('is told when an actor needs it', async () => {
    const plan = planOfService(
      () => ({ read: () => null, write: () => undefined }),
      scenarioOf({ actors: { remover: [{ kind: 'delete', key: 'item:1', node: 1 }] } }),
    );
    expect(told(await exploreAll(plan)).problems).toEqual([expect.stringMatching(/found no delete\(\).*Fix: add it/)]);
  });

  it('a value that is no text is told, too', async () => {
    const plan = planOfService(
      () => ({ read: () => ({ id: 1 }) as never, write: () => undefined }),
      scenarioOf({ actors: { reader: [{ kind: 'read', key: 'item:1', node: 1 }] } }),
    );
    expect(told(await exploreAll(plan)).problems).toEqual([expect.stringContaining('read(item:1) returned object')]);
  });

  it('what fails in create() is told as the failure of the start', async () => {
    const plan = planOfService(() => {
      throw new Error('no configuration');
    }, scenario);
    expect(told(await exploreAll(plan)).problems).toEqual([
      expect.stringMatching(/start\(\) failed.*no configuration/),
    ]);
  });
});
