import { join } from 'node:path';
import { InfraError, reasonOf } from '../../errors.ts';
import { startBroker } from '../broker.ts';
import { installationIn } from '../installation.ts';
import type { KafkaProvider } from '../provider.ts';

/** A private broker of the Kafka that the user has unpacked. */
export const local: KafkaProvider = {
  summary: 'the Kafka in KAFKA_HOME, started privately with Java',
  async provide(context) {
    const home = context.env.KAFKA_HOME;
    if (!home) throw new InfraError('E_NOT_CONFIGURED', 'KAFKA_HOME is not set.', 'Set it to an unpacked Kafka.');
    const installation = await installationIn(join(home, 'libs'), context.env).catch((error: unknown) => {
      const fix = error instanceof InfraError ? error.fix : 'Set KAFKA_HOME to an unpacked Kafka, or unset it.';
      throw new InfraError('E_KAFKA_HOME', `KAFKA_HOME cannot be used: ${reasonOf(error)}`, fix);
    });
    return startBroker(installation, context);
  },
};
