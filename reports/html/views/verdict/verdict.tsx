/** @jsxRuntime automatic @jsxImportSource preact */
/** Did it pass, and if not, what now? */
import { type Check, checksOf } from '../../../model/checks.ts';
import { facts, headline } from '../../../model/headline.ts';
import type { Summary } from '../../../model/summary.ts';
import { plural } from '../../../model/wording.ts';
import { aboutCells } from '../../filter/about.ts';
import { failureHref } from '../../route.ts';
import { VerdictBadge } from '../page/badge.tsx';

/** More lines than this are folded when they hold. */
const HOLDING_LINES_MAX = 8;

export function Verdict({ summary }: { readonly summary: Summary }) {
  // What fuzzing found has cards of its own.
  const checks = checksOf(summary).filter(({ cell }) => summary.cells[cell]!.fuzzed === null);
  const of = (verdict: Check['verdict']) => checks.filter((check) => check.verdict === verdict);
  const isJudged =
    checks.some(({ verdict }) => verdict !== 'unjudged') ||
    summary.cells.some(({ fuzzed }) => fuzzed !== null) ||
    summary.advice !== undefined;
  const holding = of('pass');
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
      <Lines {...{ summary }} checks={[...of('fail'), ...of('inconclusive')]} />
      {holding.length <= HOLDING_LINES_MAX ? (
        <Lines {...{ summary }} checks={holding} />
      ) : (
        <details class="fold">
          <summary>{plural(holding.length, 'gate holds', 'gates hold')}</summary>
          <Lines {...{ summary }} checks={holding} />
        </details>
      )}
    </section>
  );
}

interface LinesProps {
  readonly summary: Summary;
  readonly checks: readonly Check[];
}

/** One for each gate: what is asked, and what was seen, with the way to look at it. */
function Lines({ summary, checks }: LinesProps) {
  if (checks.length === 0) return null;
  return (
    <ul class="expectations">
      {checks.map(({ cell: index, verdict, name, seen, failure }) => {
        const { strategy, scenario } = summary.cells[index]!;
        return (
          <li data-about={`${aboutCells([summary.cells[index]!])} is:${verdict}`}>
            <VerdictBadge verdict={verdict === 'unjudged' ? null : verdict} />
            <span class="claim">
              <strong>{strategy}</strong> in {scenario}: {name.slice(strategy.length + 2)}
            </span>
            {failure === null ? (
              <span class="observed">{seen}</span>
            ) : (
              <a class="observed" href={failureHref(failure.id)}>
                {seen}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
