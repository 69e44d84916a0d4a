/** @jsxRuntime automatic @jsxImportSource preact */
/** How many different failures are these? */
import type { Failure, Summary } from '../../../model/summary.ts';
import { plural } from '../../../model/wording.ts';
import { standingWord } from '../page/badge.tsx';
import { FailureCard, type Race } from './failure-card.tsx';

/** Races that are shown without being asked for. */
const SHOWN_MAX = 5;

export function Failures({ summary }: { readonly summary: Summary }) {
  const groups = (['unexpected', 'unjudged', 'expected'] as const)
    .map((standing) => racesOf(summary.failures.filter((failure) => failure.standing === standing)))
    .flatMap((races) => (races[0] === undefined ? [] : [{ title: standingWord(races[0][0]), races }]));
  return (
    <section id="/failures" aria-labelledby="failures-title">
      <h2 id="failures-title">Distinct failures</h2>
      {groups.length === 0 && <p class="hint">{emptyText(summary)}</p>}
      {groups.map(({ title, races }, index) => {
        const cards = races.map((race) => <FailureCard summary={summary} race={race} />);
        const shown = index === 0 ? SHOWN_MAX : 0;
        return (
          <>
            {cards.slice(0, shown)}
            {cards.length > shown && (
              <details class="fold">
                <summary>
                  {title}: {plural(cards.length - shown, shown === 0 ? 'failure' : 'more failure')}
                </summary>
                {cards.slice(shown)}
              </details>
            )}
          </>
        );
      })}
      {summary.tracesLeftOut > 0 && (
        <p class="callout">
          {plural(summary.tracesLeftOut, 'interleaving is', 'interleavings are')} left out to keep this file small.
          Their replay commands show them.
        </p>
      )}
    </section>
  );
}

/** A load is measured, and keeps no schedules. */
function emptyText({ cells }: Summary): string {
  if (cells.some(({ timed, rates }) => timed !== undefined && (rates?.['stale_read_rate']?.value ?? 0) > 0))
    return 'No schedule is kept of a load. Explore the scenario with another policy to see how its reads come to be stale.';
  return 'No schedule that was executed shows an anomaly.';
}

/** In the order of the failures, so that the shortest stands for its race. */
function racesOf(failures: readonly Failure[]): readonly Race[] {
  const races = new Map<number, [Failure, ...Failure[]]>();
  for (const failure of failures) {
    const race = races.get(failure.race);
    if (race === undefined) races.set(failure.race, [failure]);
    else race.push(failure);
  }
  return [...races.values()];
}
