/**
 * Outbox with log tailing: the write inserts an event in its own transaction; the rows of the outbox come out of the binlog, in
 * commit order, and a consumer sets the keys. Race: until the consumer comes, readers see the old value; a consumer that is
 * restarted gets events again, old ones after newer ones, unless `dedupe` refuses them.
 * Source: C. Richardson, "Microservices Patterns", Transaction log tailing; Debezium's outbox event router.
 */
import type { OutboxRow } from './outbox.ts';
import { applyEvent, CONSUMED_DDL, OUTBOX_DDL, outboxOptions, readCached, updateWithEvent } from './outbox.ts';
import type { ChangeEvent, Context } from './strategy.ts';
import { defineStrategy } from './strategy.ts';

export const outboxTailing = defineStrategy({
  name: 'outbox-tailing',
  title: 'Read: fill on a miss. Write: update the row and insert an event. Binlog of the events: set the keys.',
  options: outboxOptions,
  tables: [OUTBOX_DDL, CONSUMED_DDL],
  follows: 'outbox',
  create: (options) => ({
    read: readCached(options),

    write: ({ mysql }, key, value) => updateWithEvent(mysql, key, value),

    async onChange(context: Context, { type, after }: ChangeEvent<OutboxRow>) {
      if (type === 'insert' && after !== null) await applyEvent(context, after, options);
    },
  }),
});
