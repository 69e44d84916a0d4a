/** @jsxRuntime automatic @jsxImportSource preact */
/** What exactly happened? One failure, as a page of its own once the script runs. */
import type { ComponentType } from 'preact';
import { type OpenTrace, useTrace } from '../../hooks/use-trace.ts';
import { shareText } from '../../../model/cell.ts';
import { foundText } from '../../../model/found.ts';
import type { Failure, Summary } from '../../../model/summary.ts';
import { plural } from '../../../model/wording.ts';
import { failureHref } from '../../route.ts';
import { Interleaving } from '../interleaving/interleaving.tsx';
import { StandingBadge, Tag } from '../page/badge.tsx';
import { CopyCommand } from '../page/copy-command.tsx';
import { TurningPoints } from '../turning-points/turning-points.tsx';
import { Because } from './because.tsx';

export interface FailureProps {
  readonly summary: Summary;
  readonly failure: Failure;
  /** The failure is the page; without JavaScript, none is. */
  readonly isOpen: boolean;
  /** From the route; null lets the view choose. */
  readonly step: number | null;
  readonly onStep: (step: number) => void;
  readonly openTrace: OpenTrace | null;
  /** What stands for the interleaving before its trace is open. */
  readonly Steps: ComponentType<{ readonly failure: string }>;
}

export function FailureView({ summary, failure, isOpen, step, onStep, openTrace, Steps }: FailureProps) {
  const trace = useTrace(failure.id, isOpen, openTrace);
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
      {trace.kind === 'broken' && <p class="callout">The trace cannot be opened: {trace.reason}</p>}
      {trace.kind === 'open' ? (
        isOpen && <Interleaving trace={trace.trace} failure={failure} step={step} onStep={onStep} />
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
