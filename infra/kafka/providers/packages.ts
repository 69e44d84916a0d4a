import { startBroker } from '../broker.ts';
import { installationIn } from '../installation.ts';
import { fetchKafka } from '../maven.ts';
import type { KafkaProvider } from '../provider.ts';

/** Kafka's jars, fetched into the user's cache by Maven. Nothing is installed. */
export const packages: KafkaProvider = {
  summary: 'a Kafka that Maven fetches into the cache, started privately with Java',
  async provide(context) {
    return startBroker(await installationIn(await fetchKafka(context), context.env), context);
  },
};
