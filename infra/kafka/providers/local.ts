import { join } from 'node:path';
import { InfraError } from '../../errors.ts';
import { startBroker } from '../broker.ts';
import { installationIn } from '../installation.ts';
import type { KafkaProvider } from '../provider.ts';

/** A private broker of the Kafka that the user has unpacked. */
export const local: KafkaProvider = {
  summary: 'the Kafka in KAFKA_HOME, started privately with Java',
  async provide(context) {
    const home = context.env.KAFKA_HOME;
    if (!home) throw new InfraError('E_NOT_CONFIGURED', 'KAFKA_HOME is not set.', 'Set it to an unpacked Kafka.');
    return startBroker(await installationIn(join(home, 'libs'), context.env), context);
  },
};
