/**
 * How long after its commit a change is heard of from the binlog, by way of zongji. When MySQL commits is not told: it is taken to be
 * half way between the sending of the statement and its reply, which the event may overtake.
 */
import { Binlog } from '../../harness/engines/real/binlog.ts';
import { ServerUnsuitable } from '../../harness/engines/real/errors.ts';
import { histogramOf } from './histogram.ts';
import type { Deadline, Measurement } from './measurement.ts';
import { SAMPLES_MAX } from './measurement.ts';
import { settledWithin } from './settled-within.ts';
import type { Site } from './site.ts';

/** Somebody filters the binlog, or nobody would wait so long. */
const SILENCE_MS_MAX = 5_000;

export const binlogMeasurement: Measurement = {
  label: 'binlog',
  weight: 2,
  async run(site, deadline) {
    const { servers, lifeline, control, database, instance } = site;
    try {
      const serverId = Number.parseInt(instance.slice(0, 8), 16);
      const binlog = await Binlog.open({ server: servers.mysql, lifeline, control, databases: [database], serverId });
      try {
        return { binlog: histogramOf(await delaysOf(binlog, site, deadline)) };
      } finally {
        binlog.close();
      }
    } catch (error) {
      // What a server that cannot go on says has ended the lifeline too.
      if (!(error instanceof ServerUnsuitable) || lifeline.error !== null) throw error;
      return { notes: [`The delay of the binlog was not measured. ${error.message}`] };
    }
  },
};

async function delaysOf(binlog: Binlog, { mysql, database, lifeline }: Site, deadline: Deadline): Promise<number[]> {
  // What was there before is part of each event.
  await mysql.execute("UPDATE items SET value = 'x' WHERE id = 1");
  let heardMs = 0;
  let hear = (): void => {};
  await binlog.subscribe(database, { table: 'items' }, () => {
    heardMs = performance.now();
    hear();
  });
  const delays: number[] = [];
  while (delays.length < SAMPLES_MAX && !deadline.isOver(delays.length > 0)) {
    const heard = new Promise<void>((resolve) => (hear = resolve));
    const sentMs = performance.now();
    await mysql.execute('UPDATE items SET version = version + 1 WHERE id = 1');
    const committedMs = (sentMs + performance.now()) / 2;
    if (!(await settledWithin(lifeline.orLost(heard), SILENCE_MS_MAX))) throw filtered();
    delays.push(Math.max(0, heardMs - committedMs));
  }
  return delays;
}

function filtered(): ServerUnsuitable {
  const what = `an UPDATE did not appear in its binlog within ${SILENCE_MS_MAX / 1000} s`;
  return new ServerUnsuitable(
    'mysql',
    what,
    'take the filters (binlog-do-db, binlog-ignore-db) off databases stalemate_…',
  );
}
