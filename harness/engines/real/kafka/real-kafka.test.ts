import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeKafka } from '../../../../infra/testing.ts';
import type { EngineRun, EngineStep, KafkaRequest } from '../../engine.ts';
import { openRealEngine } from '../engine.ts';
import type { RealEngine } from '../engine.ts';
import { ROW, stepOf } from '../testing.ts';

const [ONE, OTHER] = [7, 8];
const SETUP = { rows: [ROW], time: { now: 0 }, wantsChanges: true, kafka: { partitions: 2, consumers: [ONE, OTHER] } };

type Send = Extract<KafkaRequest, { readonly action: 'send' }>;

await describeKafka('a run on a real Kafka', (servers) => {
  let engine: RealEngine;
  beforeAll(async () => {
    engine = await openRealEngine(servers, { concurrency: 4 });
  });
  afterAll(() => engine.close());

  const ask = async (run: EngineRun, session: number, request: Omit<KafkaRequest, 'store'>): Promise<EngineStep> => {
    const step = stepOf(session, { store: 'kafka', ...request } as KafkaRequest);
    await run.execute(step);
    return step;
  };
  const send = (run: EngineRun, value: string, to: Partial<Send> = {}) =>
    ask(run, 0, { action: 'send', key: null, partition: 0, value, ...to } as Send);
  const fetched = async (run: EngineRun, session: number, offset: number | null, partition = 0) =>
    (await ask(run, session, { action: 'fetch', partition, offset } as KafkaRequest)).reply;
  const commit = (run: EngineRun, session: number, offset: number) =>
    ask(run, session, { action: 'commit', partition: 0, offset } as KafkaRequest);
  const within = async (test: (run: EngineRun) => Promise<void>): Promise<void> => {
    const run = await engine.begin(SETUP);
    try {
      await test(run);
    } finally {
      await run.end();
    }
  };

  it('sends and fetches messages by their offsets', () =>
    within(async (run) => {
      expect((await send(run, 'a')).reply).toEqual([0, 0]);
      expect((await send(run, 'b')).reply).toEqual([0, 1]);
      expect(await fetched(run, ONE, 1)).toEqual([1, 'b']);
      expect(await fetched(run, ONE, 0)).toEqual([0, 'a']);
    }));

  it('sees nothing of the runs before it in the same topic', async () => {
    for (const value of ['x', 'y']) {
      await within(async (run) => {
        expect((await send(run, value)).reply).toEqual([0, 0]);
        expect(await fetched(run, ONE, null)).toEqual([0, value]);
      });
    }
  });

  it('goes on after what was committed', () =>
    within(async (run) => {
      await send(run, 'a');
      await send(run, 'b');
      expect((await commit(run, ONE, 1)).reply).toBe('OK');
      expect(await fetched(run, OTHER, null)).toEqual([1, 'b']);
    }));

  it('refuses the commit of a consumer that is out of the group, until it is back', () =>
    within(async (run) => {
      await send(run, 'a');
      await fetched(run, ONE, 0);
      await run.intervene({ kind: 'rebalance', sessions: [ONE] });
      const refused = await commit(run, ONE, 1);
      expect(refused).toMatchObject({ state: 'failed', reply: { code: 'UNKNOWN_MEMBER_ID' } });
      expect(await fetched(run, OTHER, null)).toEqual([0, 'a']);
      await fetched(run, ONE, 0);
      expect((await commit(run, ONE, 1)).state).toBe('done');
    }));

  it('has the others go on when one crashes', () =>
    within(async (run) => {
      await send(run, 'a');
      await run.intervene({ kind: 'disconnect', session: ONE });
      expect(await fetched(run, OTHER, null)).toEqual([0, 'a']);
      expect((await commit(run, OTHER, 1)).reply).toBe('OK');
      expect((await commit(run, ONE, 1)).state).toBe('failed');
    }));

  it('is one of several at once, which do not meet', async () => {
    const runs = await Promise.all(Array.from({ length: 4 }, () => engine.begin(SETUP)));
    await Promise.all(
      runs.map(async (run, i) => {
        for (let n = 0; n < 5; n++) expect((await send(run, `${i} ${n}`)).reply).toEqual([0, n]);
        await run.intervene({ kind: 'rebalance', sessions: [ONE] });
        for (let n = 0; n < 5; n++) expect(await fetched(run, OTHER, n)).toEqual([n, `${i} ${n}`]);
        await run.end();
      }),
    );
  });
});
