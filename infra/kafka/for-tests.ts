import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KafkaServer } from '../../harness/engines/real/servers.ts';
import { reasonOf } from '../errors.ts';
import type { ProvidedKafka } from './provider.ts';

/** What a test file is told about Kafka. */
export type TestKafka = { readonly kafka: KafkaServer } | { readonly missing: string };

export interface KafkaOnDemand {
  /** Answers with a TestKafka, as soon as there is one. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A broker that is started when the first test file asks for it, and shared by all: most test runs need none, and which
 * files a run has is not known when it begins.
 *
 * @param isAwaited start it at once, because it will be asked for
 */
export async function kafkaOnDemand(provide: () => Promise<ProvidedKafka>, isAwaited: boolean): Promise<KafkaOnDemand> {
  let provided: Promise<ProvidedKafka> | null = null;
  const get = (): Promise<ProvidedKafka> => (provided ??= provide());
  const server = createServer((_request, response) => {
    const answer = (told: TestKafka): unknown => response.end(JSON.stringify(told));
    void get().then(
      ({ kafka }) => answer({ kafka }),
      (error: unknown) => answer({ missing: reasonOf(error) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  if (isAwaited) get().catch(() => {});
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      const broker = await provided?.catch(() => null);
      await broker?.close();
    },
  };
}
