/** A port that somebody else takes between our looking for it and the server's binding. */
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { acquireKafka, acquireServers } from './acquire.ts';
import { freePorts } from './ports.ts';
import { describeKafka, describeReplicas } from './testing.ts';

vi.mock('./ports.ts', async (load) => {
  const { freePorts: find } = await load<typeof import('./ports.ts')>();
  return { freePorts: vi.fn(find) };
});

let other: Server;
let taken: number;
beforeAll(async () => {
  other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  taken = (other.address() as AddressInfo).port;
});
afterAll(() => void other.close());
beforeEach(() => void vi.mocked(freePorts).mockClear());

const PRIVATE = { providers: ['local', 'packages'] } as const;

await describeKafka('a broker whose port is taken', () => {
  test('starts on another one', async () => {
    const [controllerPort = 0] = await freePorts(1);
    vi.mocked(freePorts).mockResolvedValueOnce([taken, controllerPort]);
    const { kafka, close } = await acquireKafka(PRIVATE);
    await close();
    expect(kafka.brokers).not.toContain(`127.0.0.1:${taken}`);
    expect(freePorts).toHaveBeenCalledTimes(3);
  });
});

await describeReplicas('a primary whose port is taken', () => {
  const needs = { replicas: 1, kafka: false };

  test('starts on another one', async () => {
    vi.mocked(freePorts).mockResolvedValueOnce([taken]);
    const { replicas, close } = await acquireServers({ ...PRIVATE, needs });
    await close();
    expect(replicas).toHaveLength(1);
    expect(freePorts).toHaveBeenCalledTimes(2);
  });
});
