/** How many different failures are these? */
import type { Failure, Standing, Summary } from '../../model/summary.ts';
import { plural } from '../../model/wording.ts';
import { failureHref } from '../../route.ts';
import { STANDING_WORDS, StandingBadge, Tag } from '../page/badge.tsx';
import { CopyCommand } from '../page/copy-command.tsx';

/** Kinds that are shown without being asked for. */
const SHOWN_MAX = 5;

/** Failures of one kind; the first is the shortest, and stands for all. */
type Kind = readonly [Failure, ...Failure[]];

export function Failures({ summary }: { readonly summary: Summary }) {
  const groups = (['unexpected', 'unjudged', 'expected'] as const).map((standing) => ({
    standing,
    kinds: kindsOf(summary.failures.filter((failure) => failure.standing === standing)),
  }));
  const shown = groups.filter(({ kinds }) => kinds.length > 0);
  return (
    <section id="/failures" aria-labelledby="failures-title">
      <h2 id="failures-title">Distinct failures</h2>
      {shown.length === 0 && <p class="hint">No schedule that was executed shows an anomaly.</p>}
      {shown.map(({ standing, kinds }, index) => (
        <Group summary={summary} standing={standing} kinds={kinds} isFolded={index > 0} />
      ))}
      {summary.tracesLeftOut > 0 && (
        <p class="callout">
          {plural(summary.tracesLeftOut, 'interleaving is', 'interleavings are')} left out to keep this file small.
          Their replay commands show them.
        </p>
      )}
    </section>
  );
}

interface GroupProps {
  readonly summary: Summary;
  readonly standing: Standing;
  readonly kinds: readonly Kind[];
  readonly isFolded: boolean;
}

function Group({ summary, standing, kinds, isFolded }: GroupProps) {
  const cards = (some: readonly Kind[]) => some.map((kind) => <Card summary={summary} kind={kind} />);
  const title = `${STANDING_WORDS[standing]}: ${plural(kinds.length, 'kind')} of failure`;
  if (isFolded) {
    return (
      <details class="fold">
        <summary>{title}</summary>
        {cards(kinds)}
      </details>
    );
  }
  return (
    <>
      {cards(kinds.slice(0, SHOWN_MAX))}
      {kinds.length > SHOWN_MAX && (
        <details class="fold">
          <summary>{plural(kinds.length - SHOWN_MAX, 'more kind', 'more kinds')} of failure</summary>
          {cards(kinds.slice(SHOWN_MAX))}
        </details>
      )}
    </>
  );
}

function Card({ summary, kind }: { readonly summary: Summary; readonly kind: Kind }) {
  const [first, ...others] = kind;
  const cell = summary.cells[first.cell];
  return (
    <article class={`card ${first.standing}`}>
      <header>
        <h3>
          <a href={failureHref(first.id)}>
            {first.anomaly} with {cell?.strategy}
          </a>
        </h3>
        <Tag>{cell?.scenario}</Tag>
        <Tag>{plural(first.steps, 'step')}</Tag>
        <StandingBadge standing={first.standing} />
      </header>
      <p>{first.because}</p>
      {others.length > 0 && (
        <p class="also">
          Also:{' '}
          {others.map((other) => (
            <a href={failureHref(other.id)}>
              {other.anomaly} in {summary.cells[other.cell]?.scenario}
            </a>
          ))}
        </p>
      )}
      <CopyCommand command={first.replay} label="Copy replay command" />
    </article>
  );
}

function kindsOf(failures: readonly Failure[]): readonly Kind[] {
  const kinds = new Map<number, [Failure, ...Failure[]]>();
  for (const failure of failures) {
    const kind = kinds.get(failure.kind);
    if (kind === undefined) kinds.set(failure.kind, [failure]);
    else kind.push(failure);
  }
  return [...kinds.values()];
}
