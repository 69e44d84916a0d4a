import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { scheduler, setInterval as ticking, setTimeout as promisedTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exploreAll, planOf, read, scenarioOf, strategyOf, write } from '../testing.ts';
import { turnsEngine } from './execution/turns-engine.ts';
import type { ExploreOptions } from './explore.ts';
import { judgeExpectation } from './verdict/expectations.ts';

/** Taken before the guard is in place: only the audit can see it. */
const originalTimeout = setTimeout;
const originalImmediate = setImmediate;
const server = createServer((_, response) => response.end('hello'));
let port = 0;
const late: string[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const note = (what: string) => () => void late.push(what);
const viaCallback = (begin: (done: () => void) => unknown) =>
  new Promise<void>((resolve) => {
    begin(resolve);
  });

/** One line each, so that the line of the report can be checked. */
// biome-ignore format: one line each
const ESCAPES: Readonly<Record<string, () => Promise<unknown>>> = {
  'setTimeout': () => viaCallback((done) => setTimeout(() => { note('setTimeout')(); done(); }, 1)),
  'setInterval': () => viaCallback((done) => setInterval(() => { note('setInterval')(); done(); }, 1)),
  'setTimeout of node:timers/promises': () => promisedTimeout(1).then(note('promised timeout')),
  'setInterval of node:timers/promises': () => ticking(1).next().then(note('promised interval')),
  'scheduler.wait': () => scheduler.wait(1),
  'util.promisify(setTimeout)': () => promisify(setTimeout)(1).then(note('promisified timeout')),
  'a setTimeout kept from before': () => viaCallback((done) => originalTimeout(done, 1)),
  'a setImmediate kept from before': () => viaCallback((done) => originalImmediate(done)),
  'AbortSignal.timeout': () => viaCallback((done) => AbortSignal.timeout(1).addEventListener('abort', done)),
  'fs.promises.readFile': () => fs.promises.readFile(import.meta.filename),
  'fs.readFile': () => viaCallback((done) => fs.readFile(import.meta.filename, done)),
  'net.connect': () => viaCallback((done) => net.connect(port, '127.0.0.1', function (this: net.Socket) { this.destroy(); done(); })),
  'fetch': () => fetch(`http://127.0.0.1:${port}/`).then((response) => response.text()),
  'a child process': () => viaCallback((done) => execFile('/bin/true', done)),
  'a worker': () => viaCallback((done) => new Worker('0', { eval: true }).once('exit', done)),
};

function lineOf(title: string): number {
  const lines = fs.readFileSync(import.meta.filename, 'utf8').split('\n');
  return lines.findIndex((line) => line.startsWith(`  '${title}': ()`)) + 1;
}

const scenario = scenarioOf({ actors: { reader: [read()], writer: [write('v2')] } });

async function explored(escape: () => unknown, options: Partial<ExploreOptions> = {}) {
  const strategy = strategyOf({
    async read({ redis }, key) {
      const value = await redis.get(key);
      await escape();
      await redis.ttl(key);
      return value;
    },
  });
  return exploreAll(planOf(strategy, scenario), options);
}

describe('work that leaves the scheduler', () => {
  it.each(Object.keys(ESCAPES))('%s is reported with its line, and there is no verdict', async (title) => {
    const exploration = await explored(ESCAPES[title]!);
    const problems = exploration.tally.listProblems();
    expect(problems.map(({ kind }) => kind)).toEqual(problems.map(() => 'escaped'));
    expect(problems.map(({ message }) => message).join()).toContain(`${import.meta.filename}:${lineOf(title)}:`);
    const never = { strategy: 'mine', anomaly: 'stale-at-rest', is: 'never', line: 1 } as const;
    const evidence = { ...exploration, isSampled: false, unit: 'interleavings' as const, actors: [] };
    expect(judgeExpectation(evidence, 'exhaustive', never).verdict).toBe('inconclusive');
  });

  it.each(Object.keys(ESCAPES))('%s is reported too when nobody waits for it', async (title) => {
    const { tally } = await explored(() => {
      ESCAPES[title]!().catch(() => {});
    });
    expect(tally.listProblems()[0]).toMatchObject({
      kind: 'escaped',
      message: expect.stringContaining(`${import.meta.filename}:${lineOf(title)}:`),
    });
  });

  // A `fetch` on a connection that another run has left open makes nothing that could be seen.
  const visible = Object.keys(ESCAPES).filter((title) => title !== 'fetch');

  it.each(visible)('%s is reported too where runs take turns with others', async (title) => {
    const { tally } = await explored(ESCAPES[title]!, { engine: turnsEngine(4, 1) });
    expect(tally.listProblems()[0]).toMatchObject({
      kind: 'escaped',
      message: expect.stringContaining(`${import.meta.filename}:${lineOf(title)}:`),
    });
  });

  it('leaves no timer behind that fires later', async () => {
    await promisedTimeout(20);
    expect(late).toEqual([]);
  });
});

describe('outside of actor code', () => {
  it('timers are the real ones', async () => {
    expect(await promisify(setTimeout)(1, 'value')).toBe('value');
    const handle = setInterval(() => {}, 1000);
    expect(handle.hasRef()).toBe(true);
    clearInterval(handle);
  });
});
