/** A profile as tables of 80 columns. */
import { quantileFunction } from '../../harness/timed/distribution.ts';
import type { Histogram, Profile, ProfiledStep } from '../../harness/timed/profile.ts';
import { sizeText } from '../../harness/result/size-text.ts';
import { thousands } from '../progress.ts';
import type { Style } from '../style.ts';

type Row = readonly string[];

export function renderProfile(profile: Profile, style: Style): string {
  const { redis, mysql, kafka } = profile.servers;
  const servers = [`Redis ${redis}`, `MySQL ${mysql}`, ...(kafka === null ? [] : [`Kafka ${kafka}`])].join(', ');
  const tables = [
    [`${servers}. Milliseconds, from sending to the reply`, []],
    ['Redis, one command at a time', latencies(profile, ['redis.set', 'redis.get'], ['p50', 'p99', 'max'])],
    ['Redis, several commands in one round trip', pipelines(profile)],
    ['MySQL', latencies(profile, ['mysql.select', 'mysql.update', 'mysql.commit'], ['p50', 'p99'])],
    ['Other steps, and delays', others(profile)],
    ['Memory of Redis', memory(profile)],
  ] as const;
  const shown = tables.filter(([, rows], n) => n === 0 || rows.length > 1);
  const text = shown.map(([title, rows]) => [style('bold', title), ...table(rows)].join('\n'));
  const notes = profile.notes.map((note) => `${style('yellow', '!')} ${note}`);
  return `${[...text, ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n')}\n`;
}

const COLUMNS = {
  p50: (histogram: Histogram) => quantileOf(histogram, 0.5),
  p99: (histogram: Histogram) => quantileOf(histogram, 0.99),
  max: ({ maxMs }: Histogram) => maxMs,
} as const;
type Column = keyof typeof COLUMNS;

/** A line for each size, with some columns for each kind of step. */
function latencies(profile: Profile, steps: readonly string[], columns: readonly Column[]): Row[] {
  const measured = profile.steps.filter(({ pipelined, step }) => pipelined === 1 && steps.includes(step));
  const head = steps.flatMap((step) => columns.map((column, n) => (n === 0 ? `${nameOf(step)} ${column}` : column)));
  return [
    ['value', ...head],
    ...sizesOf(measured).map((bytes) => [
      sizeText(bytes),
      ...steps.flatMap((name) => {
        const latency = measured.find(({ step, valueBytes }) => step === name && valueBytes === bytes)?.latency;
        return columns.map((column) => (latency === undefined ? '–' : ms(COLUMNS[column](latency))));
      }),
    ]),
  ];
}

function pipelines({ steps }: Profile): Row[] {
  const measured = steps.filter(({ pipelined }) => pipelined > 1);
  const rows = measured
    .filter(({ step }) => step === 'redis.set')
    .map((set) => {
      const get = measured.find(
        ({ step, valueBytes, pipelined }) =>
          step === 'redis.get' && valueBytes === set.valueBytes && pipelined === set.pipelined,
      );
      return [sizeText(set.valueBytes!), String(set.pipelined), ...ofPipeline(set), ...ofPipeline(get)];
    });
  return [['value', 'commands', 'SET p50', 'p99', 'µs each', 'GET p50', 'p99', 'µs each'], ...rows];
}

function ofPipeline(step: ProfiledStep | undefined): Row {
  if (step === undefined) return ['–', '–', '–'];
  const p50 = quantileOf(step.latency, 0.5);
  return [ms(p50), ms(quantileOf(step.latency, 0.99)), ((p50 * 1000) / step.pipelined).toFixed(1)];
}

function others({ steps, binlog, kafka, replica }: Profile): Row[] {
  const named: [string, Histogram | null][] = [
    ...steps
      .filter(({ valueBytes }) => valueBytes === null)
      .map(({ step, latency }): [string, Histogram] => [nameOf(step), latency]),
    ['commit → binlog event', binlog],
    ['Kafka: send → consumer', kafka],
    ['commit → replica', replica],
  ];
  const rows = named.flatMap(([name, latency]) =>
    latency === null
      ? []
      : [
          [
            name,
            ...[0.5, 0.9, 0.99].map((q) => ms(quantileOf(latency, q))),
            ms(latency.maxMs),
            thousands(latency.count),
          ],
        ],
  );
  return [['', 'p50', 'p90', 'p99', 'max', 'samples'], ...rows];
}

function memory({ memory: measured }: Profile): Row[] {
  return [
    ['value', 'keys', 'bytes per key', 'beside the value', 'a million keys'],
    ...measured.map(({ valueBytes, keys, bytesPerKey }) => [
      sizeText(valueBytes),
      thousands(keys),
      thousands(Math.round(bytesPerKey)),
      thousands(Math.round(bytesPerKey - valueBytes)),
      sizeText(bytesPerKey * 1_000_000),
    ]),
  ];
}

function sizesOf(steps: readonly ProfiledStep[]): number[] {
  const sizes = new Set(steps.flatMap(({ valueBytes }) => valueBytes ?? []));
  return [...sizes].sort((one, other) => one - other);
}

function quantileOf({ minMs, buckets }: Histogram, q: number): number {
  return quantileFunction({ kind: 'histogram', lowMs: minMs, buckets })(q);
}

/** `redis.get` → `GET`. */
function nameOf(step: string): string {
  return step.slice(step.indexOf('.') + 1).toUpperCase();
}

/** Three digits that mean something. */
function ms(value: number): string {
  return value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1)
      : value >= 1
        ? value.toFixed(2)
        : value.toFixed(3);
}

function table(rows: readonly Row[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    const cells = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)));
    return `  ${cells.join('  ')}`.trimEnd();
  });
}
