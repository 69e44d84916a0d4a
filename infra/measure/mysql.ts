/** How long statements of MySQL take, by the size of the value: prepared ones, on the primary key, as strategies send them. */
import { histogramOf } from './histogram.ts';
import type { Measurement, Sampling } from './measurement.ts';
import { timesOf } from './measurement.ts';
import { asFinding } from './redis.ts';
import type { Site } from './site.ts';
import { sizeText } from '../../harness/result/size-text.ts';

const SELECT = 'SELECT id, value, version FROM items WHERE id = 1';
const UPDATE = 'UPDATE items SET value = ?, version = version + 1 WHERE id = 1';

export function mysqlMeasurements(sizes: readonly number[]): Measurement[] {
  return sizes.flatMap((bytes) => [selecting(bytes), updating(bytes), committing(bytes)]);
}

function selecting(bytes: number): Measurement {
  return about('select', bytes, async ({ mysql }, values) => {
    await mysql.execute(UPDATE, [values()]);
    return { act: () => mysql.execute(SELECT) };
  });
}

/** With its commit: one step, as everywhere. */
function updating(bytes: number): Measurement {
  return about('update', bytes, ({ mysql }, values) => ({ act: () => mysql.execute(UPDATE, [values()]) }));
}

function committing(bytes: number): Measurement {
  return about('commit', bytes, ({ mysql }, values) => ({
    async prepare() {
      await mysql.beginTransaction();
      await mysql.execute(UPDATE, [values()]);
    },
    act: () => mysql.commit(),
  }));
}

/** @param values another value each time, or MySQL would have nothing to update */
type Arrange = (site: Site, values: () => string) => Sampling | Promise<Sampling>;

function about(command: string, valueBytes: number, arrange: Arrange): Measurement {
  const label = `mysql ${command.toUpperCase()}, ${sizeText(valueBytes)}`;
  return {
    label,
    weight: 1,
    async run(site, deadline) {
      const [[packet] = [0]] = await site.control.query<[number]>('SELECT @@max_allowed_packet');
      if (packet < valueBytes + PACKET_BYTES_OTHER) {
        return { notes: [`${label}: not measured, because max_allowed_packet is ${sizeText(packet)}.`] };
      }
      const pair = ['x', 'y'].map((letter) => letter.repeat(valueBytes));
      let n = 0;
      const latency = histogramOf(await timesOf(await arrange(site, () => pair[n++ % 2]!), deadline));
      return asFinding({ step: `mysql.${command}`, valueBytes, pipelined: 1, clients: 1 }, latency);
    },
  };
}

/** What a packet holds beside the value. */
const PACKET_BYTES_OTHER = 1_000;
