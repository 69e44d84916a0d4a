/** @jsxRuntime automatic @jsxImportSource preact */
/** Can I trust this, and repeat it? */
import { coverageOf } from '../../../certificate.ts';
import { costsOf } from '../../../costs.ts';
import { cellText } from '../../../model/cell.ts';
import { GLOSSARY } from '../../../model/glossary.ts';
import { engineText } from '../../../model/headline.ts';
import type { Cell, Summary } from '../../../model/summary.ts';
import { count, list } from '../../../model/wording.ts';
import { KeyTable } from '../interleaving/key-help.tsx';
import { DataTable } from '../table/data-table.tsx';

export function About({ summary }: { readonly summary: Summary }) {
  const { cells, servers } = summary;
  const distinct = (of: (cell: Cell) => string) => list([...new Set(cells.map(of))]);
  return (
    <section id="/about" aria-labelledby="about-title">
      <h2 id="about-title">About this report</h2>
      <dl class="pairs">
        <Pair name="Stalemate" text={summary.stalemate} />
        <Pair name="Engine" text={engineText(summary)} />
        <Pair name="Redis" text={servers.redis ?? 'not run'} />
        <Pair name="MySQL" text={servers.mysql ?? 'not run'} />
        <Pair name="Policy" text={distinct((cell) => cell.policy)} />
        <Pair name="Seed" text={distinct((cell) => String(cell.seed))} />
        <Pair name="Scenario files" text={distinct((cell) => cell.file)} />
        <Pair name="Exit code" text={String(summary.exitCode)} />
      </dl>
      <h3>What was not confirmed</h3>
      <Unconfirmed summary={summary} />
      {cells.length > 0 && (
        <details class="fold">
          <summary>Counts of every cell</summary>
          <Counts cells={cells} />
        </details>
      )}
      <Costs cells={cells.filter((cell) => costsOf(cell).length > 0)} />
      <details class="fold">
        <summary>Words</summary>
        <dl class="glossary">
          {GLOSSARY.map(([word, meaning]) => (
            <div>
              <dt>{word}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
      <details class="fold">
        <summary>Keys</summary>
        <KeyTable />
      </details>
    </section>
  );
}

/** Left out where there is nothing to say. */
function Pair({ name, text }: { readonly name: string; readonly text: string }) {
  if (text === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function Unconfirmed({ summary }: { readonly summary: Summary }) {
  const problems = summary.cells.flatMap(({ strategy, scenario, problems, twin }) => [
    ...problems.map(
      ({ kind, message, schedules }) => `${strategy} in ${scenario}: ${kind} in ${count(schedules)}: ${message}`,
    ),
    ...(twin?.firstDifference === undefined
      ? []
      : [`${strategy} in ${scenario}: the engines differ. ${twin.firstDifference}`]),
  ]);
  const isEmbedded = summary.cells.some(({ engine }) => engine === 'embedded');
  const engine = isEmbedded && summary.unconfirmed.length === 0 ? ['Nothing was executed on real servers.'] : [];
  const sentences = [...summary.unconfirmed, ...engine, ...problems];
  if (sentences.length === 0) return <p>Nothing: every schedule ended with a verdict.</p>;
  return (
    <ul>
      {sentences.map((sentence) => (
        <li>{sentence}</li>
      ))}
    </ul>
  );
}

const COUNTS: readonly (readonly [string, (cell: Cell) => number | string])[] = [
  ['Executed', ({ schedules }) => count(schedules.executed)],
  [
    'Interleavings',
    ({ schedules }) => (schedules.interleavings === null ? 'not known' : count(schedules.interleavings)),
  ],
  ['Covers', ({ certificate }) => coverageOf(certificate)],
  ['Raced', ({ schedules }) => count(schedules.raced)],
  ['Without verdict', ({ schedules }) => count(schedules.unknown)],
  ['Run twice', ({ schedules }) => count(schedules.rechecked)],
  ['Under audit', ({ certificate }) => count(certificate.audited)],
  ['Escaped', ({ certificate }) => count(certificate.escaped)],
  ['Never entered', ({ certificate }) => certificate.actors.never.join(', ')],
  [
    'Operations completed',
    ({ certificate: { operations } }) => `${count(operations.completed)} of ${count(operations.invoked)}`,
  ],
  ['Compared', ({ twin }) => (twin === undefined ? 'no' : count(twin.schedulesCompared))],
  ['Differences', ({ twin }) => (twin === undefined ? '' : count(twin.differences))],
  ['Reads', ({ reads }) => count(reads.total)],
  ['Stale', ({ reads }) => count(reads.stale)],
  ['Old but concurrent', ({ reads }) => count(reads.concurrentOld)],
];

/** Of every cell that has several reads or nodes. */
function Costs({ cells }: { readonly cells: readonly Cell[] }) {
  if (cells.length === 0) return null;
  const titles = [...new Set(cells.flatMap((cell) => costsOf(cell).map(({ title }) => title)))];
  return (
    <details class="fold">
      <summary>What a schedule costs</summary>
      <p class="hint">Fewest to most, and mean, of all executed schedules: not what production would see.</p>
      <DataTable
        label="What a schedule costs"
        head={['Strategy', 'Scenario', ...titles]}
        rows={cells.map((cell) => {
          const costs = costsOf(cell);
          return [
            cell.strategy,
            cell.scenario,
            ...titles.map((title) => costs.find((cost) => cost.title === title)?.text),
          ];
        })}
      />
    </details>
  );
}

function Counts({ cells }: { readonly cells: readonly Cell[] }) {
  return (
    <DataTable
      label="Counts of every cell"
      head={['Strategy', 'Scenario', ...COUNTS.map(([name]) => name), 'Result']}
      rows={cells.map((cell) => [
        cell.strategy,
        cell.scenario,
        ...COUNTS.map(([, of]) => of(cell)),
        cellText(cell)
          .lines.map(({ anomaly, text }) => (anomaly === null ? text : `${anomaly} ${text}`))
          .join('; '),
      ])}
    />
  );
}
