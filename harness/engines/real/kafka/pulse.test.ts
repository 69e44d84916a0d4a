import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Pulse } from '../heartbeat.ts';
import { Lifeline } from '../lifeline.ts';
import { loadKafkajs } from './kafkajs.ts';
import { kafkaPulse } from './pulse.ts';

let lifeline: Lifeline;
let broker: Server;
let pulse: Pulse;

beforeEach(async () => {
  broker = createServer().unref();
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
  const place = `127.0.0.1:${(broker.address() as AddressInfo).port}`;
  lifeline = new Lifeline({ kafka: place });
  pulse = kafkaPulse(await loadKafkajs(), { brokers: [place], version: '4.3', isPrivate: false }, lifeline);
});
afterEach(() => {
  pulse.close();
  broker.close();
});

test('a broker that is not there any more is lost, and the error says where it was', async () => {
  broker.close();
  await pulse.ask();
  expect(lifeline.error?.message).toMatch(
    /^The connection to Kafka at 127\.0\.0\.1:\d+ is lost: .*ECONNREFUSED.* Fix: see whether Kafka runs there/,
  );
});

test('one that says nothing is not called lost here: its silence is counted by who asks', async () => {
  const connected = new Promise((resolve) => broker.once('connection', resolve));
  const asked = pulse.ask().then(() => 'answered');
  await connected;
  expect(await Promise.race([asked, new Promise((resolve) => setImmediate(resolve, 'waits'))])).toBe('waits');
  expect(lifeline.error).toBeNull();
});

test('after the end nothing is lost', async () => {
  broker.close();
  const asked = pulse.ask();
  pulse.close();
  await asked;
  expect(lifeline.error).toBeNull();
});
