import type { KafkaProvider } from './provider.ts';
import { external } from './providers/external.ts';
import { local } from './providers/local.ts';
import { packages } from './providers/packages.ts';

/**
 * In the order in which they are tried. Docker and `infra up` bring a Kafka along with their Redis and MySQL
 * (infra/registry.ts); these are asked when no Kafka came along.
 */
export const kafkaProviders = { external, local, packages } satisfies Record<string, KafkaProvider>;

export type KafkaProviderName = keyof typeof kafkaProviders;

export const kafkaProviderNames = Object.keys(kafkaProviders) as readonly KafkaProviderName[];
