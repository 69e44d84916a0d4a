/** @jsxRuntime automatic @jsxImportSource preact */
/**
 * The whole report as it is without a script: every view, and a page for each failure. The script changes nothing of it; it
 * shows one part at a time, and puts a page with more to it in the place of a failure that is opened.
 */
import type { ComponentType } from 'preact';
import type { FailurePage } from '../model/failure-page.ts';
import type { Summary } from '../model/summary.ts';
import { PLACES, pagePlace } from './places.ts';
import type { Section } from './route.ts';
import { AdviceView } from './views/advice/advice.tsx';
import { About } from './views/about/about.tsx';
import { Exploration } from './views/exploration/exploration.tsx';
import { FailureArticle } from './views/failure/failure-article.tsx';
import { Filter } from './views/filter/filter.tsx';
import { Failures } from './views/failures/failures.tsx';
import { Matrix } from './views/matrix/matrix.tsx';
import { Header } from './views/page/header.tsx';
import { Profiles } from './views/profile/profile.tsx';
import { hasTradeOffs, TradeOffs } from './views/trade-offs/trade-offs.tsx';
import { Verdict } from './views/verdict/verdict.tsx';

export interface ReportProps {
  readonly summary: Summary;
  readonly pages: readonly FailurePage[];
  readonly Steps: ComponentType<{ readonly failure: string }>;
  /** What has changed since an earlier result; null where there is none. */
  readonly Baseline: ComponentType | null;
}

export function Report({ summary, pages, Steps, Baseline }: ReportProps) {
  const without = sectionsWithout({ summary, Baseline });
  return (
    <>
      <Header version={summary.stalemate} without={without} />
      <main>
        <div id={PLACES.overview}>
          <Overview {...{ summary, Baseline }} />
        </div>
        <div id={PLACES.opened} />
        <div id={PLACES.pages}>
          {pages.map((page) => (
            <div class="failure-page" id={pagePlace(page.id)}>
              <FailureArticle page={page} level={2}>
                <Steps failure={page.id} />
              </FailureArticle>
            </div>
          ))}
        </div>
      </main>
    </>
  );
}

type OverviewProps = Pick<ReportProps, 'summary' | 'Baseline'>;

function sectionsWithout({ summary, Baseline }: OverviewProps): ReadonlySet<Section> {
  const { cells, advice = [], profiles = [] } = summary;
  const missing: Readonly<Partial<Record<Section, boolean>>> = {
    failures: cells.length === 0,
    matrix: cells.length === 0,
    exploration: cells.length === 0,
    advice: advice.length === 0,
    'trade-offs': !hasTradeOffs(summary),
    baseline: Baseline === null,
    profile: profiles.length === 0,
  };
  return new Set((Object.keys(missing) as Section[]).filter((section) => missing[section]));
}

function Overview({ summary, Baseline }: OverviewProps) {
  const { cells, advice = [], profiles = [] } = summary;
  return (
    <>
      <Verdict summary={summary} />
      {cells.length > 1 && <Filter />}
      {cells.length > 0 && <Explored summary={summary} />}
      <AdviceView advice={advice} />
      <TradeOffs summary={summary} />
      {cells.length > 0 && <Exploration summary={summary} />}
      {Baseline !== null && <Baseline />}
      <Profiles profiles={profiles} />
      <About summary={summary} />
    </>
  );
}

/** What needs an act comes first; where all was expected, the matrix answers the first question. */
function Explored({ summary }: Pick<ReportProps, 'summary'>) {
  const isCalm = summary.failures.every(({ standing }) => standing === 'expected');
  return (
    <>
      {isCalm ? null : <Failures summary={summary} />}
      <Matrix summary={summary} />
      {isCalm ? <Failures summary={summary} /> : null}
    </>
  );
}
