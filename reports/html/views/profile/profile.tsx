/** @jsxRuntime automatic @jsxImportSource preact */
/** What do steps cost on the servers that the latencies were taken from, and what does a key? */
import type { ProfileResult } from '../../../../harness/result.ts';
import { sizeText } from '../../../../harness/result.ts';
import { LineChart, type LineChartProps, type Series } from '../charts/line-chart.tsx';

export function Profiles({ profiles }: { readonly profiles: readonly ProfileResult[] }) {
  if (profiles.length === 0) return null;
  return (
    <section id="/profile" aria-labelledby="profile-title">
      <h2 id="profile-title">What the servers cost</h2>
      <p class="hint">
        Measured by <code>stalemate probe</code>; policy timed draws its latencies from it.
      </p>
      {profiles.map((profile) => (
        <Curves profile={profile} />
      ))}
    </section>
  );
}

const SIZE: LineChartProps['x'] = { title: 'size of the value', textOf: sizeText };
const MS: LineChartProps['y'] = { title: 'ms', textOf: msText };

function Curves({ profile }: { readonly profile: ProfileResult }) {
  const { file, servers, delays, notes } = profile;
  return (
    <div>
      <h3>{file}</h3>
      <p>
        Redis {servers.redis}, MySQL {servers.mysql}
        {servers.kafka === null ? '' : `, Kafka ${servers.kafka}`}.
        {delays.map(({ of, p50Ms, p99Ms }) => ` ${DELAYS[of]} ${msText(p50Ms)}, 99 of 100 at most ${msText(p99Ms)}.`)}
      </p>
      {notes.map((note) => (
        <p class="hint">{note}</p>
      ))}
      <div class="charts">
        <LineChart
          {...{ id: `${file}:redis`, title: 'Redis, one command at a time', x: SIZE, y: MS }}
          series={latencies(profile, ['redis.get', 'redis.set'])}
        />
        <LineChart
          {...{ id: `${file}:mysql`, title: 'MySQL', x: SIZE, y: MS }}
          series={latencies(profile, ['mysql.select', 'mysql.update', 'mysql.commit'])}
        />
        <LineChart
          {...{ id: `${file}:pipelines`, title: 'Redis, by how many commands share a round trip' }}
          x={{ title: 'commands in a round trip', textOf: String }}
          y={{ title: 'µs a command', textOf: microsecondsText }}
          series={pipelines(profile)}
        />
        <LineChart
          {...{ id: `${file}:memory`, title: 'Redis, memory for each key', x: SIZE }}
          y={{ title: 'memory', textOf: sizeText }}
          series={memory(profile)}
        />
      </div>
    </div>
  );
}

const DELAYS = {
  binlog: 'The binlog tells of a commit after',
  kafka: 'Kafka delivers a message after',
  replica: 'A replica has applied a commit after',
} as const;

/** For each kind of step the median, and the 99th percentile as a dashed line. */
function latencies({ steps }: ProfileResult, names: readonly string[]): Series[] {
  return names.flatMap((name, colour) => {
    const own = steps.filter(
      ({ step, pipelined, valueBytes }) => step === name && pipelined === 1 && valueBytes !== null,
    );
    const title = name.slice(name.indexOf('.') + 1).toUpperCase();
    return (['p50', 'p99'] as const).map(
      (of): Series => ({
        name: `${title} ${of}`,
        colour,
        isDashed: of === 'p99',
        points: own.map((one): [number, number] => [one.valueBytes!, one[`${of}Ms`]]),
      }),
    );
  });
}

/** Of so many sizes: more curves than that are hard to tell apart. */
const SIZES_MAX = 3;

/** GET by size: the median of a round trip, shared out among its commands. */
function pipelines({ steps }: ProfileResult): Series[] {
  const gets = steps.filter(({ step, valueBytes }) => step === 'redis.get' && valueBytes !== null);
  const piped = new Set(gets.filter(({ pipelined }) => pipelined > 1).map(({ valueBytes }) => valueBytes!));
  const sizes = [...piped].sort((one, other) => one - other);
  // The smallest, the largest and one between.
  const shown = sizes.filter((_, i) => i % Math.ceil(sizes.length / SIZES_MAX) === 0);
  return shown.map((bytes, colour) => ({
    name: `GET of ${sizeText(bytes)}`,
    colour,
    points: gets
      .filter(({ valueBytes }) => valueBytes === bytes)
      .map(({ pipelined, p50Ms }): [number, number] => [pipelined, (p50Ms / pipelined) * 1000])
      .sort(([one], [other]) => one - other),
  }));
}

function memory({ memory: measured }: ProfileResult): Series[] {
  return [
    { name: 'a key', colour: 0, points: measured.map(({ valueBytes, bytesPerKey }) => [valueBytes, bytesPerKey]) },
    { name: 'its value alone', colour: 1, isDashed: true, points: measured.map(({ valueBytes: b }) => [b, b]) },
  ];
}

function msText(ms: number): string {
  return `${Number(ms.toPrecision(3))} ms`;
}

function microsecondsText(us: number): string {
  return `${Number(us.toPrecision(3))} µs`;
}
