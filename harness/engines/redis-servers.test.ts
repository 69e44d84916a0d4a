import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { describeReal } from '../../infra/testing.ts';
import { embeddedEngine } from './embedded/engine.ts';
import type { Engine, EngineStep, Intervention, Request, RunSetup } from './engine.ts';
import { openRealEngine } from './real/engine.ts';

/** `1 get item:1 → v1`: a command to the second of four servers, and its reply. An intervention stands for itself. */
type Line = string | Intervention;

const SHA = createHash('sha1').update('return(1)').digest('hex');

const SCRIPTS: Readonly<Record<string, readonly Line[]>> = {
  'keys of one are no keys of another': [
    '0 set item:1 v1 → OK',
    '1 get item:1 → null',
    '1 set item:1 v2 PX 500 → OK',
    '2 get item:1 → null',
    '0 pttl item:1 → -1',
    '1 pttl item:1 → 500',
    { kind: 'evict', key: 'item:1', server: 0 },
    '0 get item:1 → null',
    '1 get item:1 → v2',
    { kind: 'flush', server: 1 },
    '1 get item:1 → null',
  ],
  'a key expires on one': [
    '0 set item:1 v1 PX 100 → OK',
    '1 set item:1 v1 PX 100 → OK',
    { kind: 'expire', key: 'item:1', server: 1 },
    '0 get item:1 → v1',
    '1 get item:1 → null',
  ],
  'a watch is about one': [
    '0 watch item:1 → OK',
    '1 set item:1 v2 → OK',
    '0 multi item:1 v3 → OK',
    '0 get item:1 → v3',
    '1 get item:1 → v2',
  ],
  'scripts are known to one': [
    `0 script load return(1) → ${SHA}`,
    `0 script exists ${SHA} → 1`,
    `1 script exists ${SHA} → 0`,
  ],
  'one that stops answers nobody, and has what it had': [
    '2 set item:1 v1 → OK',
    { kind: 'stop', server: 2, forgets: false },
    '2 get item:1 → ECONNREFUSED',
    '2 del item:1 → ECONNREFUSED',
    '0 get item:1 → null',
    { kind: 'resume', server: 2 },
    '2 get item:1 → v1',
  ],
  'one that dies has nothing': [
    '1 set item:1 v1 PX 100 → OK',
    { kind: 'stop', server: 1, forgets: true },
    { kind: 'resume', server: 1 },
    '1 get item:1 → null',
  ],
  'one that is not there yet comes empty': [
    '3 set item:1 v1 → ECONNREFUSED',
    { kind: 'resume', server: 3 },
    '3 get item:1 → null',
  ],
};

function requestOf(command: string): Request {
  const [server, name = '', ...args] = command.split(' ');
  if (name !== 'multi') return { store: 'redis', server: Number(server), command: { name, args } };
  return { store: 'redis', server: Number(server), transaction: [{ name: 'set', args }] };
}

function textOf(reply: EngineStep['reply']): string {
  return typeof reply === 'object' && reply !== null && 'code' in reply ? reply.code : String(reply);
}

interface Outcome {
  readonly lines: readonly Line[];
  /** After each line: what is visible of the servers. */
  readonly views: readonly unknown[];
}

async function play(engine: Engine, script: readonly Line[]): Promise<Outcome> {
  const redisServers = [true, true, true, false];
  const setup: RunSetup = { rows: [], time: { now: 0 }, wantsChanges: false, redisServers };
  const run = await engine.begin(setup);
  const lines: Line[] = [];
  const views: unknown[] = [];
  for (const line of script) {
    if (typeof line === 'string') {
      const [command = ''] = line.split(' → ');
      const asked: EngineStep = {
        ...{ session: 0, request: requestOf(command) },
        ...{ reply: null, state: 'pending', blockedBy: null },
      };
      await run.execute(asked);
      lines.push(`${command} → ${textOf(asked.reply)}`);
      views.push(asked.livesUntil);
    } else {
      await run.intervene(line);
      lines.push(line);
    }
    views.push(run.nextExpiry(), (await run.inspect()).servers);
  }
  await run.end();
  return { lines, views };
}

test.each(Object.entries(SCRIPTS))('of several embedded servers, %s', async (_, script) => {
  expect((await play(embeddedEngine, script)).lines).toEqual(script);
});

describeReal('several real servers', (servers) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openRealEngine(servers);
  });
  afterAll(() => engine.close());

  it.each(Object.entries(SCRIPTS))('are as the embedded ones: %s', async (_, script) => {
    expect(await play(engine, script)).toEqual(await play(embeddedEngine, script));
  });
});
