/**
 * Read waits for the replica: a write leaves the version that it has committed in the place of the cached value; a miss reads a
 * replica, and if that is not as far yet, waits and asks again (`polls` times, then it asks the primary). It stands for
 * WAIT_FOR_EXECUTED_GTID_SET, by the row's version in place of a GTID: code that cannot hold a connection does the same.
 * Race: the version is evicted while the replica lags, and nobody knows what to wait for. A writer that dies leaves none.
 * Source: MySQL manual, "Functions Used with Global Transaction Identifiers"; ProxySQL's causal reads.
 */
import { bury } from './bury.ts';
import { selectItem, updateAndGetVersion } from './items.ts';
import { setIfNotOlder } from './set-if-not-older.ts';
import type { Context, Item } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  version_ttl: duration().prefault('5m'),
  wait: duration().prefault('10ms'),
  polls: z.int().min(0).max(100).default(1),
});

export const gtidWait = defineStrategy({
  name: 'gtid-wait',
  title:
    'Read: a miss waits until a replica has the version that was written last. Write: update the row, leave its version.',
  options,
  create: ({ ttl, version_ttl: versionTtl, wait, polls }) => {
    async function selectFrom({ mysql, clock }: Context, key: string, version: number): Promise<Item | null> {
      for (let poll = 0; poll <= polls; poll++) {
        if (poll > 0) await clock.sleep(wait);
        const item = await selectItem(mysql.replica, key);
        if (item !== null && item.version >= version) return item;
        if (version === 0) return item;
      }
      return selectItem(mysql, key);
    }

    return {
      async read(context, key) {
        const { redis } = context;
        const [value = null, version] = await redis.hmget(key, 'value', 'version');
        if (value !== null) return value;
        const item = await selectFrom(context, key, Number(version ?? 0));
        if (item !== null) await setIfNotOlder(redis, key, item, ttl);
        return item?.value ?? null;
      },

      async write({ redis, mysql }, key, value) {
        const version = await updateAndGetVersion(mysql, key, value);
        await bury(redis, key, version, versionTtl);
      },
    };
  },
});
