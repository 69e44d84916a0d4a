/** @jsxRuntime automatic @jsxImportSource preact */
/** What exactly happened? One failure, as a page of its own once the script runs. */
import type { ComponentType } from 'preact';
import { type OpenDetail, useDetail } from '../../hooks/use-detail.ts';
import { shareText } from '../../../model/cell.ts';
import { subjectOf } from '../../../counterexample/subject.ts';
import { foundText } from '../../../model/found.ts';
import type { Failure, Summary } from '../../../model/summary.ts';
import { plural } from '../../../model/wording.ts';
import { failureHref } from '../../route.ts';
import { Interleaving } from '../interleaving/interleaving.tsx';
import { ExportMenu } from '../export/export-menu.tsx';
import { StandingBadge, Tag } from '../page/badge.tsx';
import { CopyCommand } from '../page/copy-command.tsx';
import { SideBySide } from '../side-by-side/side-by-side.tsx';
import { TurningPoints } from '../turning-points/turning-points.tsx';
import { Because } from './because.tsx';

export interface FailureProps {
  readonly summary: Summary;
  readonly failure: Failure;
  /** The failure is the page; without JavaScript, none is. */
  readonly isOpen: boolean;
  /** From the route; null lets the view choose. */
  readonly step: number | null;
  /** The strategy that it is compared with. */
  readonly compare: string | null;
  readonly onMove: (to: { readonly step: number | null; readonly compare: string | null }) => void;
  readonly openDetail: OpenDetail | null;
  /** What stands for the interleaving before its trace is open. */
  readonly Steps: ComponentType<{ readonly failure: string }>;
}

export function FailureView({ summary, failure, isOpen, step, compare, onMove, openDetail, Steps }: FailureProps) {
  const detail = useDetail(failure.id, isOpen, openDetail);
  const cell = summary.cells[failure.cell];
  const finding = cell?.anomalies[failure.anomaly];
  const { found } = failure;
  const confirmed = found === null ? finding?.confirmed : found.confirmed;
  const titleId = `title:${failure.id}`;
  return (
    <article class={`failure ${failure.standing}`} aria-labelledby={titleId}>
      <header>
        <h2 id={titleId}>
          {failure.anomaly} <span class="faint">with</span> {cell?.strategy} <span class="faint">in</span>{' '}
          {cell?.scenario}
        </h2>
        <StandingBadge failure={failure} />
        {typeof confirmed === 'string' && <Tag>{confirmed}</Tag>}
      </header>
      <Because failure={failure.id} text={failure.because} steps={failure.steps} />
      <p class="facts">
        <span>{plural(failure.steps, 'step')}</span>
        {cell !== undefined && finding !== undefined && (
          <span>{found === null ? shareText(cell, finding) : foundText(found, cell)}</span>
        )}
        <span>{cell?.strategyTitle}</span>
      </p>
      <TurningPoints failure={failure} />
      <CopyCommand command={failure.replay} label="Copy replay command" />
      {isOpen && detail.kind === 'open' && cell !== undefined && (
        <ExportMenu subject={{ ...subjectOf(failure, cell, summary.stalemate), ...detail.detail }} />
      )}
      {detail.kind === 'broken' && <p class="callout">The trace cannot be opened: {detail.reason}</p>}
      {detail.kind === 'open' ? (
        isOpen && (
          <>
            <SideBySide
              {...{ failure, compare, strategy: cell?.strategy ?? '', ...detail.detail }}
              onCompare={(other) => onMove({ step, compare: other })}
            />
            <Interleaving
              trace={detail.detail.trace}
              failure={failure}
              step={step}
              onStep={(to) => onMove({ step: to, compare })}
            />
          </>
        )
      ) : (
        <Steps failure={failure.id} />
      )}
      {isOpen && <Neighbours summary={summary} failure={failure} />}
    </article>
  );
}

/** The failure before and the one after; null at the ends. */
export function neighboursOf({ failures }: Summary, id: string): readonly [Failure | null, Failure | null] {
  const index = failures.findIndex((failure) => failure.id === id);
  return [failures[index - 1] ?? null, index < 0 ? null : (failures[index + 1] ?? null)];
}

function Neighbours({ summary, failure }: Pick<FailureProps, 'summary' | 'failure'>) {
  const [before, after] = neighboursOf(summary, failure.id);
  const title = ({ anomaly, cell }: Failure) => {
    const { strategy, scenario } = summary.cells[cell] ?? {};
    return `${anomaly} with ${strategy} in ${scenario}`;
  };
  return (
    <nav class="neighbours" aria-label="Failures before and after">
      {before === null ? <span /> : <a href={failureHref(before.id)}>← {title(before)}</a>}
      <a href="#/failures">All failures</a>
      {after === null ? <span /> : <a href={failureHref(after.id)}>{title(after)} →</a>}
    </nav>
  );
}
