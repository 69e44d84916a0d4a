/**
 * Read waits for the replica: a write leaves the GTID of its transaction in the place of the cached value; a miss waits on a replica
 * until that has applied it (WAIT_FOR_EXECUTED_GTID_SET), for `timeout` at most, and then asks the primary. The server tells the
 * GTID with the commit (`session_track_gtids = OWN_GTID`); the row's version keeps older fills away.
 * Race: the GTID is evicted while the replica lags, and nobody knows what to wait for. A writer that dies leaves none.
 * Source: MySQL manual, "Functions Used with Global Transaction Identifiers"; ProxySQL's causal reads.
 */
import { idOf, selectItem } from './items.ts';
import { setIfNotOlder } from './set-if-not-older.ts';
import type { Context, Item, Mysql, MysqlConnection } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

/** KEYS[1] the entry · ARGV version, GTID, TTL in ms. Leaves the GTID in the place of the value, unless a newer version is there. */
const LEAVE_GTID = `
local current = redis.call('HGET', KEYS[1], 'version')
if current and tonumber(current) >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'gtid', ARGV[2])
redis.call('HDEL', KEYS[1], 'value')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  gtid_ttl: duration().prefault('5m'),
  timeout: duration().prefault('1s'),
});

export const gtidWait = defineStrategy({
  name: 'gtid-wait',
  title:
    'Read: a miss waits until a replica has the transaction that wrote last. Write: update the row, leave the GTID.',
  options,
  create: ({ ttl, gtid_ttl: gtidTtl, timeout }) => {
    async function select({ mysql }: Context, key: string, gtid: string | null): Promise<Item | null> {
      const isThere = gtid === null || (await hasApplied(mysql.replica, gtid, timeout));
      return selectItem(isThere ? mysql.replica : mysql, key);
    }

    return {
      async read(context, key) {
        const { redis } = context;
        const [value = null, gtid = null] = await redis.hmget(key, 'value', 'gtid');
        if (value !== null) return value;
        const item = await select(context, key, gtid || null);
        if (item !== null) await setIfNotOlder(redis, key, item, ttl);
        return item?.value ?? null;
      },

      async write({ redis, mysql }, key, value) {
        const { version, gtid } = await update(mysql, key, value);
        await redis.eval(LEAVE_GTID, 1, key, version, gtid, gtidTtl);
      },
    };
  },
});

/** False: it took too long. */
async function hasApplied(replica: MysqlConnection, gtid: string, timeoutMs: number): Promise<boolean> {
  const seconds = Math.ceil(timeoutMs / 1000);
  const [rows] = await replica.execute('SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) AS isLate', [gtid, seconds]);
  return (rows as { isLate: number }[])[0]?.isLate === 0;
}

/** What mysql2 makes of the end of a transaction whose GTID the session tracks; without replicas nobody needs one. */
interface Committed {
  readonly stateChanges?: { readonly gtids: readonly string[] };
}

async function update(mysql: Mysql, key: string, value: string): Promise<{ version: number; gtid: string }> {
  await mysql.beginTransaction();
  await mysql.execute('UPDATE items SET value = ?, version = version + 1 WHERE id = ?', [value, idOf(key)]);
  const [rows] = await mysql.execute('SELECT version FROM items WHERE id = ?', [idOf(key)]);
  const [committed] = await mysql.query('COMMIT');
  const version = (rows as Pick<Item, 'version'>[])[0]?.version ?? 0;
  return { version, gtid: (committed as Committed).stateChanges?.gtids[0] ?? '' };
}
