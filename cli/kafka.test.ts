/** What a user sees of scenarios whose changes go through Kafka. */
import { expect, it } from 'vitest';
import { describeKafka, describeReal } from '../infra/testing.ts';
import type { CellResult } from '../harness/result.ts';
import { cli, parseResult, serverOptions } from './testing.ts';

const FILES = ['anomalies/kafka-wrong-key', 'kafka-consumer-crash', 'anomalies/kafka-rebalance'].map(
  (name) => `scenarios/${name}.yaml`,
);

const countsOf = ({ scenario, strategy, schedules, anomalies }: CellResult): unknown => [
  scenario,
  strategy,
  schedules.executed,
  Object.entries(anomalies).map(([anomaly, { schedules: seen }]) => [anomaly, seen]),
];

it('steps of the pipeline are lanes of their own, in words', async () => {
  const { stdout } = await cli(['run', 'scenarios/anomalies/kafka-rebalance.yaml', '--on', 'embedded', '--json']);
  const { results } = JSON.parse(stdout);
  const { trace } = results[0].anomalies['stale-at-rest'].counterexample;
  expect(trace.actors).toEqual(expect.arrayContaining(['writer', 'canal', 'consumer1', 'consumer2', 'rebalance']));
  const sentences = trace.steps.map(({ sentence }: { sentence: string }) => sentence);
  expect(sentences).toContain('canal: send the update of item:1 to v2; partition 1, offset 0.');
  expect(sentences).toContain('Fault: the partitions change hands.');
  expect(sentences.join(' ')).toMatch(
    /consumer\d: commit offset 1 of partition 1; refused: no member of the group any more\./,
  );
});

await describeKafka('scenarios with Kafka, on a real one', (servers) => {
  it('count the same as on the embedded engine', async () => {
    const real = parseResult(await cli(['run', ...FILES, '--on', 'real', '--json', ...serverOptions(servers)]));
    const embedded = parseResult(await cli(['run', ...FILES, '--on', 'embedded', '--json']));
    expect(real.results.map(countsOf)).toEqual(embedded.results.map(countsOf));
    expect(real.servers.kafka).toMatch(/^\d+\.\d+/);
  }, 120_000);
});

describeReal('scenarios with Kafka, without one', (servers) => {
  const NO_KAFKA = { STALEMATE_PROVIDERS: 'external', STALEMATE_KAFKA_URL: '' };

  it('end with one error when real servers were asked for', async () => {
    const args = ['run', 'scenarios/anomalies/kafka-wrong-key.yaml', '--on', 'real', ...serverOptions(servers)];
    const { exitCode, stdout, stderr } = await cli(args, undefined, NO_KAFKA);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('No way to a real Kafka');
    expect(stderr).not.toMatch(/\n\s+at /);
  }, 60_000);

  it('say that they were not confirmed when nobody asked', async () => {
    const [, redis, , mysql] = serverOptions(servers);
    const env = { ...NO_KAFKA, STALEMATE_REDIS_URL: redis!, STALEMATE_MYSQL_URL: mysql! };
    const files = ['scenarios/anomalies/kafka-wrong-key.yaml', 'scenarios/classic-race.yaml'];
    const result = parseResult(await cli(['run', ...files, '--json'], undefined, env));
    expect(result.unconfirmed.join(' ')).toContain('`pipeline: kafka` were not confirmed');
    expect(result.results.map(({ scenario, engine }) => `${scenario} ${engine}`)).toEqual(
      expect.arrayContaining(['kafka-wrong-key embedded', 'classic-race twin']),
    );
    expect(result.exitCode).toBe(0);
  }, 60_000);
});
