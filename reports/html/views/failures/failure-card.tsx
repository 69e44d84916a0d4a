/** @jsxRuntime automatic @jsxImportSource preact */
/** One race: the failure that stands for it, with the command that replays it, and where else it was found. */
import { foundText } from '../../../model/found.ts';
import type { Cell, Failure, Summary } from '../../../model/summary.ts';
import { plural } from '../../../model/wording.ts';
import { aboutFailures } from '../../filter/about.ts';
import { failureHref } from '../../route.ts';
import { StandingBadge, Tag } from '../page/badge.tsx';
import { CopyCommand } from '../page/copy-command.tsx';

/** Failures that are one race; the first is the shortest. */
export type Race = readonly [Failure, ...Failure[]];

export interface FailureCardProps {
  readonly summary: Summary;
  readonly race: Race;
}

export function FailureCard({ summary, race }: FailureCardProps) {
  const [first, ...others] = race;
  const cell = summary.cells[first.cell];
  return (
    <article class={`card ${first.standing}`} data-about={aboutFailures(race, summary.cells)}>
      <header>
        <h3>
          <a href={failureHref(first.id)}>
            {first.anomaly} with {cell?.strategy}
          </a>
        </h3>
        <Tag>{cell?.scenario}</Tag>
        <Tag>{plural(first.steps, 'step')}</Tag>
        <StandingBadge failure={first} />
      </header>
      {first.found !== null && cell !== undefined && <p class="hint">{foundText(first.found, cell)}</p>}
      <p>{first.because}</p>
      {typeof first.found?.scenarioFile === 'string' && (
        <p class="hint">The smallest scenario: {first.found.scenarioFile}</p>
      )}
      {others.length > 0 && <Others cells={summary.cells} others={others} />}
      <CopyCommand command={first.replay} label="Copy replay command" />
    </article>
  );
}

/** The same race elsewhere, strategy by strategy. */
function Others({ cells, others }: { readonly cells: readonly Cell[]; readonly others: readonly Failure[] }) {
  const strategyOf = ({ cell }: Failure) => cells[cell]?.strategy ?? '';
  const strategies = [...new Set(others.map(strategyOf))];
  return (
    <details class="also">
      <summary>
        Found {plural(others.length, 'more time')}, with {plural(strategies.length, 'strategy', 'strategies')}
      </summary>
      <dl>
        {strategies.map((strategy) => (
          <div>
            <dt>{strategy}</dt>
            {others
              .filter((other) => strategyOf(other) === strategy)
              .map((other) => (
                <dd>
                  <a href={failureHref(other.id)}>{cells[other.cell]?.scenario}</a> {other.anomaly}
                </dd>
              ))}
          </div>
        ))}
      </dl>
    </details>
  );
}
