/** A transactional outbox: the write and the news of it are one transaction, so that neither is there without the other. */
import { updateItem } from './items.ts';
import { fillIfNotOlder, setIfNotOlder } from './set-if-not-older.ts';
import type { Context, Item, Mysql, StrategyInstance } from './strategy.ts';
import { duration, z } from './strategy.ts';
import { fillIfAbsent } from './fill-if-absent.ts';
import { selectItem } from './items.ts';

/** One event: which key has which value since which version. */
export interface OutboxRow extends Item {
  readonly item_key: string;
}

export const OUTBOX_DDL = `CREATE TABLE outbox (
  id BIGINT NOT NULL AUTO_INCREMENT,
  item_key VARCHAR(64) NOT NULL,
  value VARCHAR(1024) NOT NULL,
  version BIGINT NOT NULL,
  sent BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (id)
)`;

/** The events that were applied to the cache. */
export const CONSUMED_DDL = 'CREATE TABLE consumed (event_id BIGINT NOT NULL PRIMARY KEY)';

export const outboxOptions = z.strictObject({
  ttl: duration().prefault('60s'),
  /** How an event that comes twice is told: not at all, by its id in a table, or by the version of what the cache holds. */
  dedupe: z.enum(['none', 'table', 'version']).default('none'),
});

export type OutboxOptions = z.output<typeof outboxOptions>;

/** Five steps, one transaction. */
export async function updateWithEvent(mysql: Mysql, key: string, value: string): Promise<void> {
  await mysql.beginTransaction();
  await updateItem(mysql, key, value);
  const item = await selectItem(mysql, key);
  await mysql.execute('INSERT INTO outbox (item_key, value, version) VALUES (?, ?, ?)', [
    key,
    value,
    item?.version ?? 0,
  ]);
  await mysql.commit();
}

/** The reader's side, in the shape in which `applyEvent` stores. */
export function readCached({ ttl, dedupe }: OutboxOptions): StrategyInstance['read'] {
  if (dedupe !== 'version') return (context, key) => fillIfAbsent(context, key, Math.ceil(ttl / 1000));
  return (context, key) => fillIfNotOlder(context, key, ttl);
}

export async function applyEvent(
  { redis, mysql }: Context,
  event: OutboxRow,
  { ttl, dedupe }: OutboxOptions,
): Promise<void> {
  switch (dedupe) {
    case 'none':
      await redis.set(event.item_key, event.value, 'PX', ttl);
      return;
    case 'version':
      await setIfNotOlder(redis, event.item_key, event, ttl);
      return;
    case 'table': {
      // Whoever else has the event in hand holds the row: we wait, and then see whether it was done.
      await mysql.beginTransaction();
      const [claimed] = await mysql.execute('INSERT IGNORE INTO consumed (event_id) VALUES (?)', [event.id]);
      if ((claimed as { affectedRows: number }).affectedRows === 1)
        await redis.set(event.item_key, event.value, 'PX', ttl);
      await mysql.commit();
    }
  }
}
