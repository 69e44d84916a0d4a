/**
 * Outbox with a polling publisher: the write inserts an event in its own transaction; every instance polls for events that are
 * not marked as sent, and sets the keys. Race: two publishers have the same event in hand, or one dies before it marks what it
 * has sent: the event is applied again, after a newer one. `dedupe` refuses that. Until a round comes, readers see the old value.
 * Source: C. Richardson, "Microservices Patterns", Polling publisher; it notes that consumers must be idempotent.
 */
import type { OutboxRow } from './outbox.ts';
import { applyEvent, CONSUMED_DDL, OUTBOX_DDL, outboxOptions, readCached, updateWithEvent } from './outbox.ts';
import { defineStrategy } from './strategy.ts';

export const outboxPolling = defineStrategy({
  name: 'outbox-polling',
  title: 'Read: fill on a miss. Write: update the row and insert an event. Publisher: poll for events, set the keys.',
  options: outboxOptions,
  tables: [OUTBOX_DDL, CONSUMED_DDL],
  create: (options) => ({
    read: readCached(options),

    write: ({ mysql }, key, value) => updateWithEvent(mysql, key, value),

    async poll(context) {
      const { mysql } = context;
      const [rows] = await mysql.query('SELECT id, item_key, value, version FROM outbox WHERE sent = 0 ORDER BY id');
      for (const event of rows as OutboxRow[]) {
        await applyEvent(context, event, options);
        await mysql.execute('UPDATE outbox SET sent = 1 WHERE id = ?', [event.id]);
      }
    },
  }),
});
