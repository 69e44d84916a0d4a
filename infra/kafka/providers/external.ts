import { deferred } from '../../deferred.ts';
import { InfraError } from '../../errors.ts';
import { askCluster } from '../probe.ts';
import type { KafkaProvider } from '../provider.ts';
import { kafkaVersion } from '../version.ts';

const FORMS = 'HOST:PORT[,HOST:PORT …], with or without kafka:// before it';

/** A cluster that somebody else runs. Nothing is started, and nothing stopped. */
export const external: KafkaProvider = {
  summary: 'the brokers at --kafka or STALEMATE_KAFKA_URL',
  async provide({ kafkaUrl }) {
    if (kafkaUrl === undefined) throw new InfraError('E_NOT_CONFIGURED', 'No brokers were given.', `Write ${FORMS}.`);
    const brokers = parseBrokers(kafkaUrl);
    await askCluster(brokers).catch((error: unknown) => {
      if (error instanceof InfraError) throw error;
      const fix =
        'Check that it runs, that this machine may connect to it, and that it takes connections without TLS or login.';
      throw new InfraError(
        'E_SERVER_UNREACHABLE',
        `Kafka at ${brokers.join(',')} cannot be used: ${whyOf(error)}.`,
        fix,
      );
    });
    return {
      kafka: { brokers, version: await kafkaVersion(brokers), isPrivate: false },
      // kafkajs connects again by itself; what it cannot reach fails where it is used.
      died: deferred<string>().promise,
      close: async () => {},
    };
  },
};

/** @throws InfraError for what is no list of addresses */
export function parseBrokers(text: string): readonly string[] {
  return text
    .replace(/^kafka:\/\//, '')
    .replace(/\/$/, '')
    .split(',')
    .map((address) => {
      const url = `kafka://${address.trim()}`;
      const parsed = URL.canParse(url) ? new URL(url) : null;
      if (parsed?.hostname && parsed.port && parsed.host === address.trim().toLowerCase()) return parsed.host;
      throw new InfraError(
        'E_SERVER_URL',
        `Cannot use "${hidden(address)}" as the address of a broker.`,
        `Write ${FORMS}.`,
      );
    });
}

/** A login that does not belong there is not printed. */
function hidden(address: string): string {
  return address.replace(/.*@/, '…@');
}

/** kafkajs puts a sentence about retries around the reason. */
function whyOf(error: unknown): string {
  const reason = error instanceof Error ? error : new Error(String(error));
  return reason.cause instanceof Error ? reason.cause.message : reason.message;
}
