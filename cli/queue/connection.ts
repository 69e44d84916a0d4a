/** The Redis that holds a queue: where it is, and whether it is fit for that. */
import { redisTls } from '../../harness/engines/real/tls.ts';
import { reasonOf } from '../../infra/errors.ts';
import type { RedisAddress } from '../../infra/probe.ts';
import { connectRedis } from '../../infra/probe.ts';
import { parseRedisUrl, redactUrl } from '../../infra/server-url.ts';
import { CliError } from '../errors.ts';

export interface QueueRedis {
  /** For people: without a password. */
  readonly name: string;
  /** What BullMQ connects with: commands wait until the server is back, however long that takes. */
  readonly options: Readonly<Record<string, unknown>>;
}

const RECONNECT_MS = 500;
const KEEPS_ALL = 'noeviction';

/**
 * Connects once, so that what is wrong is told at once and not tried again for ever.
 * @throws CliError when the server does not answer, or drops keys
 */
export async function openQueueRedis(url: string | undefined, command: string): Promise<QueueRedis> {
  if (url === undefined)
    throw new CliError(
      `${command}: found no Redis, expected the one that holds the queue. Fix: ${command} redis://host:6379`,
    );
  const { tls, ...address } = parseRedisUrl(url);
  const name = redactUrl(url);
  await check(parseRedisUrl(url), name);
  const options = {
    ...address,
    ...('socketPath' in address && { path: address.socketPath }),
    ...(tls && { tls: redisTls(tls) }),
    maxRetriesPerRequest: null,
    retryStrategy: () => RECONNECT_MS,
  };
  return { name, options };
}

async function check(address: RedisAddress, name: string): Promise<void> {
  const redis = await connectRedis(address).catch((error: unknown) => {
    throw new CliError(
      `${name} cannot hold a queue: ${reasonOf(error)}. Fix: start a Redis there, or name another one`,
    );
  });
  try {
    const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1] ?? KEEPS_ALL;
    if (policy === KEEPS_ALL) return;
    throw new CliError(
      `${name}: found maxmemory-policy ${policy}, which may drop work that is not done yet. ` +
        `Fix: redis-cli config set maxmemory-policy ${KEEPS_ALL}, or a Redis of its own for the queue`,
    );
  } finally {
    redis.disconnect();
  }
}
