/**
 * What Redis sends to nodes that listen, on both engines: generated commands of three nodes that subscribe and are tracked in
 * generated ways; replies and messages are compared after each step.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReal } from '../../../infra/testing.ts';
import { embeddedEngine } from '../embedded/engine.ts';
import { NotEmbedded } from '../embedded/not-embedded.ts';
import type { Engine, EngineRun, EngineStep, RedisCommand, Request } from '../engine.ts';
import { NotSupported } from '../real/errors.ts';
import { openRealEngine } from '../real/engine.ts';

const NODES = 3;
const SEQUENCES = 150;
const INVALIDATE = '__redis__:invalidate';

type Act =
  | { readonly kind: 'command'; readonly node: number; readonly text: string }
  | { readonly kind: 'transaction'; readonly node: number; readonly texts: readonly string[] }
  | { readonly kind: 'evict'; readonly key: string }
  | { readonly kind: 'flush' };

const key = fc.constantFrom('item:1', 'item:2', 'hash', 'absent');
const node = fc.integer({ min: 1, max: NODES });

const text = fc.oneof(
  fc
    .tuple(fc.constantFrom('get', 'set_v', 'del', 'exists', 'hset_f_v', 'hget_f', 'setnx_v', 'ttl', 'getdel'), key)
    .map(([command, name]) => {
      const [verb, ...values] = command.split('_');
      return [verb, name, ...values].join(' ');
    }),
  fc.tuple(fc.constantFrom('mget', 'del', 'unlink'), key, key).map((words) => words.join(' ')),
  fc.tuple(fc.constant('set'), key, fc.constant('v PX 1000')).map((words) => words.join(' ')),
  fc
    .tuple(fc.constant('publish'), fc.constantFrom('news', 'other'), fc.constantFrom('item:1', 'x'))
    .map((words) => words.join(' ')),
);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('command' as const), node, text }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('transaction' as const),
      node,
      texts: fc.array(text, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('evict' as const), key }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'flush' as const }) },
);

/** What a node does first. It is redirected to itself, and listens where it can be told; or it is told by pushes. */
const beginning = fc
  .tuple(
    fc.constantFrom('', INVALIDATE, `${INVALIDATE} news`, 'news other'),
    fc
      .constantFrom('', 'NOLOOP', 'BCAST', 'BCAST PREFIX item: NOLOOP')
      .chain((options) => fc.constantFrom('', `REDIRECT ${options}`.trim(), `PUSH ${options}`.trim())),
  )
  .map(([channels, tracking]) => [tracking.startsWith('PUSH') ? '' : channels, tracking] as const)
  .map(([channels, tracking]) => (number: number): string[] => [
    ...(channels === '' ? [] : [`subscribe ${channels}`]),
    ...(tracking === '' ? [] : [`client TRACKING ON ${tracking.replace('REDIRECT', `REDIRECT ${number}`)}`]).map(
      (line) => line.replace(' PUSH', ''),
    ),
  ]);

type Asked = { readonly command: RedisCommand } | { readonly transaction: readonly RedisCommand[] };

async function send(run: EngineRun, asker: number, asked: Asked): Promise<unknown> {
  const request: Request = { store: 'redis', node: asker, ...asked };
  const step: EngineStep = { session: asker, request, reply: null, state: 'pending', blockedBy: null };
  await run.execute(step);
  return step.reply;
}

function commandOf(line: string): RedisCommand {
  const [name = '', ...args] = line.split(' ');
  return { name, args };
}

async function perform(run: EngineRun, one: Act): Promise<string> {
  let reply: unknown = null;
  if (one.kind === 'command') reply = await send(run, one.node, { command: commandOf(one.text) });
  else if (one.kind === 'transaction') reply = await send(run, one.node, { transaction: one.texts.map(commandOf) });
  else await run.intervene(one);
  return JSON.stringify([one, reply, run.messages]);
}

/** What happens on an engine, act by act, up to where it declines. */
async function historyOf(engine: Engine, acts: readonly Act[]): Promise<string[]> {
  const run = await engine.begin({ rows: [], time: { now: 0 }, wantsChanges: false, subscribers: NODES });
  const history: string[] = [];
  try {
    for (const one of acts) history.push(await perform(run, one));
  } catch (error) {
    if (!(error instanceof NotEmbedded || error instanceof NotSupported)) throw error;
    history.push('declined');
  } finally {
    await run.end();
  }
  return history;
}

describeReal('messages of Redis', (servers) => {
  let real: Engine;
  beforeAll(async () => {
    real = await openRealEngine(servers, { concurrency: 1 });
  });
  afterAll(() => real.close());

  it('are the same on both engines, whatever nodes do', async () => {
    let messages = 0;
    let pushes = 0;
    const sequence = fc.tuple(
      fc.tuple(beginning, beginning, beginning),
      fc.array(act, { minLength: 1, maxLength: 15 }),
    );
    const property = fc.asyncProperty(sequence, async ([beginnings, rest]) => {
      const first = beginnings.flatMap((begin, i) =>
        begin(i + 1).map((line): Act => ({ kind: 'command', node: i + 1, text: line })),
      );
      const acts = [...first, ...rest];
      const embedded = await historyOf(embeddedEngine, acts);
      expect(await historyOf(real, acts)).toEqual(embedded);
      messages += embedded.at(-1)!.split('"channel"').length - 1;
      pushes += embedded.at(-1)!.split('"isPush"').length - 1;
    });
    await fc.assert(property, { seed: 42, numRuns: SEQUENCES });
    expect(messages).toBeGreaterThan(SEQUENCES);
    expect(pushes).toBeGreaterThan(SEQUENCES / 2);
  });
});

describe('the embedded Redis', () => {
  const after = async (...lines: readonly (readonly [number, string])[]) => {
    const acts = lines.map(([asker, line]): Act => ({ kind: 'command', node: asker, text: line }));
    const run = await embeddedEngine.begin({ rows: [], time: { now: 0 }, wantsChanges: false, subscribers: NODES });
    for (const one of acts) await perform(run, one);
    return run.messages!.map((list) => list.map(({ message }) => message));
  };
  const tracked = [1, 2].flatMap((asker) => [
    [asker, `subscribe ${INVALIDATE}`] as const,
    [asker, `client TRACKING ON REDIRECT ${asker}`] as const,
  ]);

  it('tells of a change those who have read the key, once', async () => {
    const told = await after(...tracked, [1, 'get item:1'], [3, 'set item:1 v'], [3, 'set item:1 w']);
    expect(told).toEqual([['item:1'], [], []]);
  });

  it('tells a node of its own changes, too', async () => {
    expect(await after(...tracked, [1, 'get item:1'], [1, 'set item:1 v'])).toEqual([['item:1'], [], []]);
  });

  it('sends what is published to those who have subscribed, and counts them', async () => {
    const run = await embeddedEngine.begin({ rows: [], time: { now: 0 }, wantsChanges: false, subscribers: NODES });
    for (const asker of [1, 3]) await send(run, asker, { command: commandOf('subscribe news') });
    expect(await send(run, 2, { command: commandOf('publish news hello') })).toBe(2);
    expect(run.messages).toEqual([
      [{ channel: 'news', message: 'hello' }],
      [],
      [{ channel: 'news', message: 'hello' }],
    ]);
  });

  it('says that a node cannot hear Redis on two connections, and what to write', async () => {
    for (const [first, then] of [
      ['subscribe news', 'client TRACKING ON'],
      ['client TRACKING ON', 'subscribe news'],
      ['client TRACKING ON', 'client TRACKING ON REDIRECT 1'],
    ] as const) {
      const run = await embeddedEngine.begin({ rows: [], time: { now: 0 }, wantsChanges: false, subscribers: NODES });
      await send(run, 1, { command: commandOf(first) });
      await expect(send(run, 1, { command: commandOf(then) })).rejects.toThrow(/on two connections.*Fix: write/);
    }
  });

  it('says of other ways of tracking that no engine runs them, and what to write', async () => {
    const run = await embeddedEngine.begin({ rows: [], time: { now: 0 }, wantsChanges: false, subscribers: NODES });
    const asked = (line: string) => send(run, 1, { command: commandOf(line) });
    await expect(asked('client TRACKING ON REDIRECT 1 OPTIN')).rejects.toThrow(
      /No engine runs CLIENT TRACKING … OPTIN: .*Fix: write/,
    );
    expect(await asked('client TRACKING ON REDIRECT 2')).toMatchObject({ kind: 'error', code: 'ERR' });
  });
});
