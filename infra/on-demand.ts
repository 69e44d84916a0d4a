import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reasonOf } from './errors.ts';

/** What a test file is told. */
export type Told<T> = { readonly given: T } | { readonly missing: string };

export interface OnDemand {
  /** Answers with a `Told`, as soon as there is something to tell. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Servers that are started when the first test file asks for them, and shared by all: most test runs need none, and which
 * files a run has is not known when it begins.
 *
 * @param tell what the files are told of them: plain data
 * @param isAwaited start them at once, because they will be asked for
 */
export async function onDemand<Provided extends { close(): Promise<void> }>(
  provide: () => Promise<Provided>,
  tell: (provided: Provided) => object,
  isAwaited: boolean,
): Promise<OnDemand> {
  let provided: Promise<Provided> | null = null;
  const get = (): Promise<Provided> => (provided ??= provide());
  const server = createServer((_request, response) => {
    void get().then(
      (servers) => response.end(JSON.stringify({ given: tell(servers) })),
      (error: unknown) => response.end(JSON.stringify({ missing: reasonOf(error) })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  if (isAwaited) get().catch(() => {});
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      const servers = await provided?.catch(() => null);
      await servers?.close();
    },
  };
}
