import type { KafkaServer } from '../../harness/engines/real/servers.ts';
import type { ProviderContext, Places } from '../provider.ts';

export interface ProvidedKafka {
  readonly kafka: KafkaServer;
  /** Left out: somebody else runs it. */
  readonly places?: Places;
  close(): Promise<void>;
  /** Resolves with a sentence when the broker dies. Never rejects. */
  readonly died: Promise<string>;
}

/**
 * One way to come by a Kafka.
 *
 * Guarantees: `provide` gives a broker that answers, or throws an InfraError and leaves nothing behind.
 */
export interface KafkaProvider {
  /** One line for `stalemate doctor`. */
  readonly summary: string;
  provide(context: ProviderContext): Promise<ProvidedKafka>;
}
