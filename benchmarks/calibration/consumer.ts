/**
 * Row changes on their way from the real binlog to `onChange`: each takes some time more, none overtakes another, and the consumer
 * does one at a time.
 */
import { Binlog } from '../../harness/engines/real/binlog.ts';
import { Lifeline } from '../../harness/engines/real/lifeline.ts';
import { MysqlConnection } from '../../harness/engines/real/mysql-connection.ts';
import type { RowChange } from '../../harness/engines/engine.ts';
import type { RealServers } from '../../harness/engines/real/servers.ts';
import type { ChangeEvent } from '../../strategies/strategy.ts';

export interface ConsumerOptions {
  readonly servers: RealServers;
  readonly database: string;
  readonly delay: () => Promise<void>;
  /** Told when a change has come as far as the consumer, which may still be busy. */
  readonly onArrival: (value: string, atMs: number) => void;
  readonly handle: (event: ChangeEvent) => Promise<void>;
}

export interface Consumer {
  /** Resolves when all that has been committed is handled. */
  drained(): Promise<void>;
  close(): void;
}

export async function openConsumer({
  servers,
  database,
  delay,
  onArrival,
  handle,
}: ConsumerOptions): Promise<Consumer> {
  const lifeline = new Lifeline();
  const control = await MysqlConnection.open(servers.mysql, lifeline, { isControl: true });
  const binlog = await Binlog.open({
    ...{ server: servers.mysql, lifeline, control, databases: [database] },
    serverId: SERVER_ID + process.pid,
  });
  let handled: Promise<void> = Promise.resolve();
  let failure: unknown;
  await binlog.subscribe(database, { table: 'items' }, (change) => {
    const arrived = delay().then(() => onArrival(String(change.after?.value), performance.now()));
    const before = handled;
    handled = arrived
      .then(() => before)
      .then(() => handle(eventOf(change)))
      .catch((error: unknown) => void (failure ??= error));
  });
  return {
    async drained() {
      await binlog.passed();
      await handled;
      if (failure !== undefined) throw failure;
    },
    close() {
      lifeline.close();
      binlog.close();
      control.close();
    },
  };
}

/** Away from those that replicas have. */
const SERVER_ID = 0x5a000000;

function eventOf({ type, id, before, after }: RowChange): ChangeEvent {
  return { type, table: 'items', key: `item:${id}`, before, after } as ChangeEvent;
}
