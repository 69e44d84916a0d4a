/** @jsxRuntime automatic @jsxImportSource preact */
/** Did we look hard enough? What was covered, what raced, when the last new thing was found, and what was never tried. */
import { certificateTexts, coverageOf } from '../../../certificate.ts';
import type { Cell, Failure, Summary } from '../../../model/summary.ts';
import { count, plural } from '../../../model/wording.ts';
import { Plot } from '../charts/plot.tsx';
import { aboutCells } from '../../filter/about.ts';
import { DataTable } from '../table/data-table.tsx';

/** More hand-offs than this are counted, not listed. */
const HAND_OFFS_MAX = 20;

export function Exploration({ summary }: { readonly summary: Summary }) {
  const { cells, failures } = summary;
  return (
    <section id="/exploration" aria-labelledby="exploration-title">
      <h2 id="exploration-title">How hard was it looked?</h2>
      <ul>
        {certificateTexts(cells).map((text) => (
          <li>{text}</li>
        ))}
      </ul>
      <NothingRaced cells={cells} />
      <details class="fold">
        <summary>Coverage of every cell</summary>
        <Coverage cells={cells} />
      </details>
      <div class="charts">
        {cells.map((cell, index) => (
          <Discovery cell={cell} failures={failures.filter((failure) => failure.cell === index)} />
        ))}
      </div>
      {cells.map((cell) => (
        <>
          <Arms cell={cell} />
          <Untried cell={cell} />
        </>
      ))}
    </section>
  );
}

/** A cell in which nothing met says nothing, however often it was executed. */
function NothingRaced({ cells }: { readonly cells: readonly Cell[] }) {
  const idle = cells.filter(({ schedules }) => schedules.executed > 0 && schedules.raced === 0);
  if (idle.length === 0) return null;
  return (
    <p class="callout">
      Nothing raced in {plural(idle.length, 'cell')}, which show nothing:{' '}
      {idle.map(({ strategy, scenario }) => `${strategy} in ${scenario}`).join(', ')}.
    </p>
  );
}

function Coverage({ cells }: { readonly cells: readonly Cell[] }) {
  return (
    <DataTable
      label="Coverage of every cell"
      head={['Strategy', 'Scenario', 'Policy', 'Covers', 'Executed', 'Raced', 'Never entered', 'Ended by']}
      rows={cells.map(({ strategy, scenario, policy, schedules, certificate }) => [
        strategy,
        scenario,
        policy,
        coverageOf(certificate),
        count(schedules.executed),
        schedules.raced === 0 ? 'nothing raced' : count(schedules.raced),
        certificate.actors.never.join(', '),
        certificate.budget.endedBy ?? 'its own end',
      ])}
      about={cells.map((cell) => aboutCells([cell]))}
    />
  );
}

interface DiscoveryProps {
  readonly cell: Cell;
  readonly failures: readonly Failure[];
}

/** Distinct failures and hand-offs against schedules: a curve that still rises says that it was ended too early. */
function Discovery({ cell: { strategy, scenario, fuzzed, schedules }, failures }: DiscoveryProps) {
  if (fuzzed === null) return null;
  const found = failures.flatMap((failure) => failure.found?.foundAt ?? []).toSorted((a, b) => a - b);
  const finds = found.map((x, index) => ({ x, y: index + 1 }));
  const upTo = (points: readonly { readonly x: number; readonly y: number }[]) => {
    const last = points.at(-1);
    return last === undefined ? [] : [...points, { x: schedules.executed, y: last.y }];
  };
  const seen = fuzzed.curve.map(([x, y]) => ({ x, y }));
  const rises = fuzzed.curve.filter(([, count], index) => count > (fuzzed.curve[index - 1]?.[1] ?? 0));
  const last = Math.max(0, ...found, ...rises.map(([at]) => at));
  return (
    <Plot
      id={`${scenario}:${strategy}:discovery`}
      title={`${strategy} in ${scenario}: what was found, by schedules`}
      x={{ title: 'schedules', kind: 'linear', textOf: count }}
      y={{ title: 'found', kind: 'linear', textOf: count }}
      series={[
        { name: 'distinct failures', drawn: 'steps' as const, points: upTo(finds) },
        { name: 'hand-offs', drawn: 'steps' as const, points: upTo(seen) },
      ].filter(({ points }) => points.length > 0)}
      head={['What', 'Schedule', 'Found by then']}
      rows={[
        ...finds.map(({ x, y }) => ['distinct failures', count(x), count(y)]),
        ...seen.map(({ x, y }) => ['hand-offs', count(x), count(y)]),
      ]}
    >
      <p class="hint">
        The last new one came in schedule {count(last)} of {count(schedules.executed)}.
      </p>
    </Plot>
  );
}

function Arms({ cell: { strategy, scenario, portfolio = [] } }: { readonly cell: Cell }) {
  if (portfolio.length === 0) return null;
  return (
    <details class="fold">
      <summary>
        What each policy found: {strategy} in {scenario}
      </summary>
      <DataTable
        label={`What each policy found: ${strategy} in ${scenario}`}
        head={['Policy', 'Executed', 'Schedules that show something', 'Found first']}
        rows={portfolio.map(({ arm, executed, found, first }) => [
          arm,
          count(executed),
          Object.entries(found)
            .map(([anomaly, schedules]) => `${anomaly} ${count(schedules)}`)
            .join(', ') || 'none',
          first.join(', '),
        ])}
      />
    </details>
  );
}

function Untried({ cell: { strategy, scenario, fuzzed } }: { readonly cell: Cell }) {
  if (fuzzed === null || fuzzed.untried.length === 0) return null;
  const { untried } = fuzzed;
  return (
    <details class="fold">
      <summary>
        {plural(untried.length, 'hand-off')} never seen: {strategy} in {scenario}
      </summary>
      <ul>
        {untried.slice(0, HAND_OFFS_MAX).map((text) => (
          <li>{text}</li>
        ))}
      </ul>
      {untried.length > HAND_OFFS_MAX && <p class="hint">The first {HAND_OFFS_MAX}.</p>}
    </details>
  );
}
