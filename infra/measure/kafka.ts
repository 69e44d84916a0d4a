/** How long a message is on its way through Kafka: from a producer's `send` to a consumer's hands, each message alone. */
import type { Consumer, Kafka, Producer } from 'kafkajs';
import { isAlive } from '../../harness/engines/real/leftovers.ts';
import { clientOf, isOfKafkajs, loadKafkajs } from '../../harness/engines/real/kafka/kafkajs.ts';
import { removeLeftovers, topicName } from '../../harness/engines/real/kafka/leftovers.ts';
import type { KafkaServer } from '../../harness/engines/real/servers.ts';
import { histogramOf } from './histogram.ts';
import type { Deadline, Finding, Measurement } from './measurement.ts';
import { SAMPLES_MAX } from './measurement.ts';
import { settledWithin } from './settled-within.ts';
import type { Site } from './site.ts';

/** The first wait until the group has joined. */
const WARM_UP = 3;
/** A group of one joins in seconds where the broker waits for more members. */
const SILENCE_MS_MAX = 30_000;

export function kafkaMeasurement(server: KafkaServer): Measurement {
  return {
    label: 'kafka',
    weight: 2,
    run: (site, deadline) =>
      site.lifeline.orLost(measure(server, site, deadline)).catch((error: unknown) => {
        throw isOfKafkajs(error) ? site.lifeline.lost('kafka', error) : error;
      }),
  };
}

async function measure(server: KafkaServer, { control, instance }: Site, deadline: Deadline): Promise<Finding> {
  const kafkajs = await loadKafkajs();
  const client = clientOf(kafkajs, server);
  const [[home] = ['']] = await control.query<[string]>('SELECT LEFT(@@server_uuid, 8)');
  const topic = topicName({ home, instance }, '0', 1);
  const admin = client.admin();
  await admin.connect();
  try {
    await removeLeftovers(admin, home, (other) => isAlive(control, other));
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 1 }] });
    try {
      const { DefaultPartitioner } = kafkajs.Partitioners;
      const producer = client.producer({ createPartitioner: DefaultPartitioner, allowAutoTopicCreation: false });
      return { kafka: histogramOf(await withConsumer(client, topic, producer, deadline)) };
    } finally {
      await admin.deleteGroups([topic]);
      await admin.deleteTopics({ topics: [topic] });
    }
  } finally {
    await admin.disconnect();
  }
}

async function withConsumer(client: Kafka, topic: string, producer: Producer, deadline: Deadline): Promise<number[]> {
  const consumer = client.consumer({ groupId: topic, allowAutoTopicCreation: false });
  try {
    await Promise.all([producer.connect(), consumer.connect()]);
    return await timesOfMessages(consumer, topic, producer, deadline);
  } finally {
    await Promise.all([producer.disconnect(), consumer.disconnect()]);
  }
}

async function timesOfMessages(
  consumer: Consumer,
  topic: string,
  producer: Producer,
  deadline: Deadline,
): Promise<number[]> {
  let receivedMs = 0;
  let receive = (): void => {};
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    async eachMessage() {
      receivedMs = performance.now();
      receive();
    },
  });
  const oneTime = async (): Promise<number> => {
    const received = new Promise<void>((resolve) => (receive = resolve));
    const sentMs = performance.now();
    await producer.send({ topic, acks: -1, messages: [{ key: 'item:1', value: 'x' }] });
    if (!(await settledWithin(received, SILENCE_MS_MAX))) {
      throw new Error(`Kafka kept a message for more than ${SILENCE_MS_MAX / 1000} s`);
    }
    return receivedMs - sentMs;
  };
  for (let n = 0; n < WARM_UP; n++) await oneTime();
  const joined = deadline.restarted();
  const times: number[] = [];
  while (times.length < SAMPLES_MAX && !joined.isOver(times.length > 0)) times.push(await oneTime());
  return times;
}
