/** @jsxRuntime automatic @jsxImportSource preact */
/** What exactly happened? The head of one failure; what is below it depends on whether the script runs. */
import type { ComponentChildren } from 'preact';
import type { FailurePage } from '../../../model/failure-page.ts';
import { StandingBadge, Tag } from '../page/badge.tsx';
import { CopyCommand } from '../page/copy-command.tsx';
import { Certainty } from '../turning-points/turning-points.tsx';
import { Because } from './because.tsx';

export interface FailureArticleProps {
  readonly page: FailurePage;
  /** 1 where it is all that the page shows. */
  readonly level: 1 | 2;
  /** When it was decided, step by step, under the sentence that says so. */
  readonly curve?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function FailureArticle({ page, level, curve, children }: FailureArticleProps) {
  const Title = level === 1 ? 'h1' : 'h2';
  const titleId = `title:${page.id}`;
  return (
    <article class={`failure ${page.standing}`} aria-labelledby={titleId}>
      <header>
        <Title id={titleId} class="failure-title">
          {page.anomaly} <span class="faint">with</span> {page.strategy} <span class="faint">in</span> {page.scenario}
        </Title>
        <StandingBadge failure={page} />
        {page.confirmed !== null && <Tag>{page.confirmed}</Tag>}
      </header>
      <Because failure={page.id} text={page.because} steps={page.steps} />
      <p class="facts">
        {page.facts.map((fact) => (
          <span>{fact}</span>
        ))}
      </p>
      <Certainty failure={page} level={level === 1 ? 2 : 3}>
        {curve}
      </Certainty>
      <CopyCommand command={page.replay} label="Copy replay command" />
      {children}
    </article>
  );
}
