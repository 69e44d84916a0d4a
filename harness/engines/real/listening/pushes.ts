/**
 * What Redis pushes on a connection of RESP3. ioredis speaks RESP3, and drops every push but those of pub/sub; so what arrives
 * is read along here, by ioredis's own decoder, for the pushes alone. Replies are the client's business as before.
 */
import type { Duplex } from 'node:stream';
import { Decoder } from 'ioredis/built/resp/decoder.js';

/** Its kind, such as `invalidate`, and what it says. */
export type Push = readonly [kind: string, ...rest: unknown[]];

/**
 * @param stream a connection on which nothing is on its way: else reading would begin in the middle of a reply
 * @returns what ends it
 */
export function readPushes(stream: Duplex, listener: (push: Push) => void): () => void {
  const ignore = (): void => undefined;
  const decoder = new Decoder({
    onPush: ([kind, ...rest]: unknown[]) => listener([String(kind), ...rest]),
    onReply: ignore,
    onErrorReply: ignore,
    getTypeMapping: () => ({}),
  });
  const read = (chunk: Buffer): void => decoder.write(chunk);
  stream.on('data', read);
  return () => stream.off('data', read);
}
