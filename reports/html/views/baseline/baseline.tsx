/** @jsxRuntime automatic @jsxImportSource preact */
/** Better or worse than before? What fails anew comes first; what cannot be compared says why. */
import type { ComponentType } from 'preact';
import type { Change, ChangeKind } from '../../../comparison/changes.ts';
import { type CellName, type ComparedCell, type Comparison, newFailures } from '../../../comparison/compare.ts';
import type { Summary } from '../../../model/summary.ts';
import { list, plural } from '../../../model/wording.ts';
import { failureHref } from '../../route.ts';
import { DataTable } from '../table/data-table.tsx';

const WORDS: Readonly<Record<ChangeKind, string>> = {
  new: 'New',
  gone: 'Gone',
  worse: 'Worse',
  better: 'Better',
  changed: 'Changed',
  unclear: 'No evidence',
  doubtful: 'No verdict',
};

const TONES: Readonly<Record<ChangeKind, string>> = {
  new: 'unjudged',
  gone: 'pass',
  worse: 'unjudged',
  better: 'pass',
  changed: 'inconclusive',
  unclear: 'inconclusive',
  doubtful: 'inconclusive',
};

interface BaselineProps {
  readonly comparison: Comparison;
  readonly summary: Summary;
}

/** Nothing of it changes in the browser, so the browser's half of the report has only a place for it. */
export function baselineView(comparison: Comparison, summary: Summary): ComponentType {
  return function Baseline() {
    return (
      <div>
        <Changed comparison={comparison} summary={summary} />
      </div>
    );
  };
}

function Changed({ comparison, summary }: BaselineProps) {
  const { cells, added, removed, notes } = comparison;
  const rows = cells.flatMap((cell) => cell.changes.map((change) => ({ cell, change })));
  const sorted = [...rows.filter(({ change }) => change.fails), ...rows.filter(({ change }) => !change.fails)];
  const incomparable = cells.filter(({ differences }) => differences.length > 0);
  const same = cells.filter(({ differences, changes }) => differences.length + changes.length === 0).length;
  const failures = newFailures(comparison);
  return (
    <section id="/baseline" aria-labelledby="baseline-title" class="baseline">
      <h2 id="baseline-title">Compared with the baseline</h2>
      <p class="facts">
        <span>{failures === 0 ? 'Nothing new fails' : plural(failures, 'new failure')}</span>
        <span>{plural(rows.length, 'change')}</span>
        <span>{plural(same, 'cell')} as before</span>
        {incomparable.length > 0 && <span>{plural(incomparable.length, 'cell')} not comparable</span>}
      </p>
      {notes.map((note) => (
        <p class="callout">{note}</p>
      ))}
      {sorted.length > 0 && <Changes rows={sorted} summary={summary} />}
      {incomparable.length > 0 && <Incomparable cells={incomparable} />}
      <Alone title="Only in the baseline" cells={removed} />
      <Alone title="Not in the baseline" cells={added} />
    </section>
  );
}

interface Row {
  readonly cell: ComparedCell;
  readonly change: Change;
}

function Changes({ rows, summary }: { readonly rows: readonly Row[]; readonly summary: Summary }) {
  return (
    <DataTable
      label="Changes since the baseline"
      head={['Strategy', 'Scenario', 'What', 'Change', 'Now', 'Before']}
      rows={rows.map(({ cell, change }) => [
        cell.strategy,
        cell.scenario,
        change.what,
        <span class={`badge ${change.fails ? 'fail' : TONES[change.kind]}`}>
          {change.fails ? 'New failure' : WORDS[change.kind]}
        </span>,
        <Now {...{ change, cell, summary }} />,
        change.before,
      ])}
    />
  );
}

/** With the way to look at it, where there is something to see. */
function Now({ cell, change, summary }: Row & { readonly summary: Summary }) {
  const failure = summary.failures.find(({ cell: index, anomaly }) => {
    const { scenario, strategy } = summary.cells[index] ?? {};
    return scenario === cell.scenario && strategy === cell.strategy && change.what.split(/[ ,]+/).includes(anomaly);
  });
  if (failure === undefined || change.kind === 'gone') return <>{change.after}</>;
  return <a href={failureHref(failure.id)}>{change.after}</a>;
}

function Incomparable({ cells }: { readonly cells: readonly ComparedCell[] }) {
  return (
    <>
      <h3>Not comparable</h3>
      <ul>
        {cells.map(({ strategy, scenario, differences }) => (
          <li>
            {strategy} in {scenario}: {list(differences)}
          </li>
        ))}
      </ul>
    </>
  );
}

function Alone({ title, cells }: { readonly title: string; readonly cells: readonly CellName[] }) {
  if (cells.length === 0) return null;
  return (
    <p>
      {title}: {list(cells.map(({ strategy, scenario }) => `${strategy} in ${scenario}`))}
    </p>
  );
}
