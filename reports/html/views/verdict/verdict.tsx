/** @jsxRuntime automatic @jsxImportSource preact */
/** Did it pass, and if not, what now? */
import type { ExpectationResult } from '../../../../harness/result.ts';
import { cellText, shareText } from '../../../model/cell.ts';
import { facts, headline } from '../../../model/headline.ts';
import type { Cell, Summary } from '../../../model/summary.ts';
import { plural } from '../../../model/wording.ts';
import { failureHref } from '../../route.ts';
import { VerdictBadge } from '../page/badge.tsx';

/** More lines than this are folded when they hold. */
const HOLDING_LINES_MAX = 8;

interface Line {
  readonly cell: Cell;
  readonly expectation: ExpectationResult;
}

export function Verdict({ summary }: { readonly summary: Summary }) {
  const lines = summary.cells.flatMap((cell) => cell.expectations.map((expectation): Line => ({ cell, expectation })));
  const broken = lines.filter(({ expectation }) => expectation.verdict === 'fail');
  const open = lines.filter(({ expectation }) => expectation.verdict === 'inconclusive');
  const isJudged = lines.length > 0 || summary.cells.some(({ fuzzed }) => fuzzed !== null);
  const holding = lines.filter(({ expectation }) => expectation.verdict === 'pass');
  return (
    <section id="/verdict" aria-labelledby="verdict-title" class={`verdict ${summary.verdict}`}>
      <VerdictBadge verdict={!isJudged && summary.verdict === 'pass' ? null : summary.verdict} />
      <h1 id="verdict-title">{headline(summary)}</h1>
      <p class="facts">
        {facts(summary).map((fact) => (
          <span>{fact}</span>
        ))}
      </p>
      {summary.unconfirmed.map((sentence) => (
        <p class="callout">{sentence}</p>
      ))}
      <Lines lines={[...broken, ...open]} />
      {holding.length <= HOLDING_LINES_MAX ? (
        <Lines lines={holding} />
      ) : (
        <details class="fold">
          <summary>{plural(holding.length, 'expectation holds', 'expectations hold')}</summary>
          <Lines lines={holding} />
        </details>
      )}
    </section>
  );
}

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  if (lines.length === 0) return null;
  return (
    <ul class="expectations">
      {lines.map(({ cell, expectation }) => (
        <li>
          <VerdictBadge verdict={expectation.verdict} />
          <span class="claim">
            <strong>{cell.strategy}</strong> in {cell.scenario}: {expectation.anomaly} is {expectation.is}
          </span>
          <Observed cell={cell} expectation={expectation} />
        </li>
      ))}
    </ul>
  );
}

/** What was seen, with the way to look at it. */
function Observed({ cell, expectation }: Line) {
  const finding = cell.anomalies[expectation.anomaly];
  const text = finding !== undefined && finding.schedules > 0 ? shareText(cell, finding) : absence(cell);
  const reason = expectation.because === undefined || expectation.because.endsWith(text) ? text : expectation.because;
  if (finding?.failure === undefined) return <span class="observed">{reason}</span>;
  return (
    <a class="observed" href={failureHref(finding.failure)}>
      {reason}
    </a>
  );
}

function absence(cell: Cell): string {
  const { lines } = cellText({ ...cell, anomalies: {} });
  return lines[0]?.text ?? '';
}
