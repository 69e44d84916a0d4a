import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireKafka } from '../acquire.ts';
import { identityOf, isAlive } from '../keeper/process-identity.mjs';
import { describeKafka } from '../testing.ts';
import { askCluster } from './probe.ts';
import { kafkaVersion, releaseOf } from './version.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kafka-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Nothing but what a test says is on this machine. */
function failureWith(env: NodeJS.ProcessEnv): Promise<unknown> {
  const attempt = acquireKafka({ env: { PATH: '', XDG_CACHE_HOME: home, ...env } });
  return attempt.then(
    () => expect.unreachable('a Kafka was found'),
    (error: unknown) => error,
  );
}

test('without any way to a Kafka, every way is named with what would open it', async () => {
  expect(await failureWith({})).toMatchObject({
    code: 'E_NO_SERVERS',
    message: expect.stringMatching(/local: KAFKA_HOME is not set.*\n.*packages: .* no Maven \(mvn\) and Java \(java\)/),
  });
});

test('a KAFKA_HOME that is none is not passed over', async () => {
  const error = await failureWith({ KAFKA_HOME: home });
  expect(error).toMatchObject({ code: 'E_KAFKA_HOME', message: expect.stringContaining(`No Kafka in ${home}/libs`) });
});

test('a Kafka that needs ZooKeeper, and one whose Java is missing, say so', async () => {
  mkdirSync(join(home, 'libs'));
  writeFileSync(join(home, 'libs/kafka_2.13-2.8.1.jar'), '');
  expect(await failureWith({ KAFKA_HOME: home })).toMatchObject({ message: expect.stringContaining('too old') });
  rmSync(join(home, 'libs/kafka_2.13-2.8.1.jar'));
  writeFileSync(join(home, 'libs/kafka_2.13-4.1.0.jar'), '');
  const error = await failureWith({ KAFKA_HOME: home, JAVA_HOME: home });
  expect(error).toMatchObject({ code: 'E_KAFKA_HOME', fix: expect.stringContaining('Java 17') });
});

test.each(['localhost', 'http://localhost:9092', 'kafka://user:hunter2@localhost:9092', 'a:1,'])(
  'what is no list of brokers is refused: %s',
  async (url) => {
    const error = await failureWith({ STALEMATE_KAFKA_URL: url });
    expect(error).toMatchObject({ code: 'E_SERVER_URL', fix: expect.stringContaining('HOST:PORT') });
    expect((error as Error).message).not.toContain('hunter2');
  },
);

test('a broker that does not answer is an error with its address', async () => {
  const error = await failureWith({ STALEMATE_KAFKA_URL: 'kafka://127.0.0.1:1' });
  expect(error).toMatchObject({
    code: 'E_SERVER_UNREACHABLE',
    message: expect.stringMatching(/^Kafka at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED/),
  });
});

test('releases are told by the level of metadata that they know', () => {
  expect([25, 26, 27, 30].map(releaseOf)).toEqual(['4.0', '4.1', '4.1', '4.3']);
  expect(releaseOf(99)).toBe('newer than 4.3');
});

await describeKafka('a real Kafka', ({ kafka }) => {
  const [broker] = kafka.brokers as [string];

  test('answers, and is used where it is when it is named', async () => {
    await askCluster(kafka.brokers);
    const external = await acquireKafka({ kafkaUrl: `kafka://${broker}` });
    expect(external.kafka.brokers).toEqual(kafka.brokers);
    expect(kafka.version).toContain(external.kafka.version);
    await external.close();
    await askCluster(kafka.brokers);
  });

  test('that is private is another one for each acquisition, and gone when it is given back', async () => {
    // The jars and what was prepared are there: the broker of this test run came from them, or from elsewhere.
    const own = await acquireKafka({ providers: ['local', 'packages'] });
    expect(own.kafka.brokers).not.toEqual(kafka.brokers);
    expect(await kafkaVersion(own.kafka.brokers)).toBe(/^\d+\.\d+/.exec(own.kafka.version)?.[0]);
    const identity = identityOf(Number(own.places?.kafka?.split(' ')[1]));
    expect(identity).not.toBeNull();
    await own.close();
    await expect(askCluster(own.kafka.brokers)).rejects.toThrow('ECONNREFUSED');
    expect(isAlive(identity as string)).toBe(false);
  });

  test('that dies says how', async () => {
    const own = await acquireKafka({ providers: ['local', 'packages'] });
    process.kill(Number(own.places?.kafka?.split(' ')[1]), 'SIGKILL');
    expect(await own.died).toBe('kafka died: signal SIGKILL.');
    await own.close();
  });
});
