/** How long commands of Redis take, by the size of the value and by how many go out at once. */
import type { Histogram, ProfiledStep } from '../../harness/timed/profile.ts';
import { histogramOf } from './histogram.ts';
import type { Finding, Measurement, Sampling } from './measurement.ts';
import { timesOf } from './measurement.ts';
import type { Site } from './site.ts';
import { sizeText } from '../../harness/result/size-text.ts';

/** As cache entries have one. Longer than any measurement. */
const TTL_SECONDS = 3600;
const DEPTHS = [10, 100] as const;
/** Of one round trip: more would measure the network's bandwidth again. */
const ROUND_TRIP_BYTES_MAX = 1_000_000;
/** A fill that needs a token, as a strategy with leases does it. */
const SCRIPT = `if redis.call('GET', KEYS[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1`;

export function redisMeasurements(sizes: readonly number[]): Measurement[] {
  const single = sizes.flatMap((bytes) => [setting(bytes), getting(bytes)]);
  const pipelined = sizes.flatMap((bytes) => {
    const depths = DEPTHS.filter((depth) => depth * bytes <= ROUND_TRIP_BYTES_MAX);
    return depths.flatMap((depth) => [setting(bytes, depth), getting(bytes, depth)]);
  });
  return [...single, deleting(), scripting(), ...pipelined];
}

function setting(bytes: number, pipelined = 1): Measurement {
  const value = 'x'.repeat(bytes);
  return about('set', bytes, pipelined, ({ redis }, keys) => {
    if (pipelined === 1) return { act: () => redis.set(keys[0]!, value, 'EX', TTL_SECONDS) };
    return {
      act: () => batch(redis, (pipeline) => keys.forEach((key) => pipeline.set(key, value, 'EX', TTL_SECONDS))),
    };
  });
}

function getting(bytes: number, pipelined = 1): Measurement {
  const value = 'x'.repeat(bytes);
  return about('get', bytes, pipelined, async ({ redis }, keys) => {
    await batch(redis, (pipeline) => keys.forEach((key) => pipeline.set(key, value, 'EX', TTL_SECONDS)));
    if (pipelined === 1) return { act: () => redis.get(keys[0]!) };
    return { act: () => batch(redis, (pipeline) => keys.forEach((key) => pipeline.get(key))) };
  });
}

function deleting(): Measurement {
  return about('del', null, 1, ({ redis }, [key]) => ({
    prepare: () => redis.set(key!, 'x', 'EX', TTL_SECONDS),
    act: () => redis.del(key!),
  }));
}

function scripting(): Measurement {
  return about('eval', null, 1, ({ redis }, [key]) => ({
    act: () => redis.eval(SCRIPT, 2, key!, `${key}:token`, 'x', TTL_SECONDS),
  }));
}

type Arrange = (site: Site, keys: readonly string[]) => Sampling | Promise<Sampling>;

function about(command: string, valueBytes: number | null, pipelined: number, arrange: Arrange): Measurement {
  const size = valueBytes === null ? '' : `, ${sizeText(valueBytes)}`;
  return {
    label: `redis ${command.toUpperCase()}${size}${pipelined === 1 ? '' : ` × ${pipelined}`}`,
    weight: 1,
    async run(site, deadline) {
      const keys = Array.from({ length: pipelined }, (_, n) => `${site.prefix}probe:${n}`);
      try {
        const latency = histogramOf(await timesOf(await arrange(site, keys), deadline));
        return asFinding({ step: `redis.${command}`, valueBytes, pipelined, clients: 1 }, latency);
      } finally {
        await site.redis.unlink(keys);
      }
    },
  };
}

export function asFinding(step: Omit<ProfiledStep, 'latency'>, latency: Histogram | null): Finding {
  return latency === null ? {} : { steps: [{ ...step, latency }] };
}

type Pipeline = ReturnType<Site['redis']['pipeline']>;

/** @throws the first error that Redis answered with */
async function batch(redis: Site['redis'], fill: (pipeline: Pipeline) => void): Promise<void> {
  const pipeline = redis.pipeline();
  fill(pipeline);
  const replies = (await pipeline.exec()) ?? [];
  const failed = replies.find(([error]) => error !== null);
  if (failed !== undefined) throw failed[0]!;
}
