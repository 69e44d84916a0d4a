/** @jsxRuntime automatic @jsxImportSource preact */
/** The whole report. The server renders all of it; once the script runs, a failure is a page of its own. */
import type { ComponentType } from 'preact';
import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { Letters, useKeys } from './hooks/use-keys.ts';
import { useRoute } from './hooks/use-route.ts';
import type { OpenDetail } from './hooks/use-detail.ts';
import type { Summary } from '../model/summary.ts';
import { failureHref, type Section } from './route.ts';
import { About } from './views/about/about.tsx';
import { Exploration } from './views/exploration/exploration.tsx';
import { FailureView, neighboursOf } from './views/failure/failure.tsx';
import { Failures } from './views/failures/failures.tsx';
import { Matrix } from './views/matrix/matrix.tsx';
import { Header } from './views/page/header.tsx';
import { Profiles } from './views/profile/profile.tsx';
import { hasTradeOffs, TradeOffs } from './views/trade-offs/trade-offs.tsx';
import { Verdict } from './views/verdict/verdict.tsx';

export interface AppProps {
  readonly summary: Summary;
  /** Null on the server, where nothing is opened. */
  readonly openDetail: OpenDetail | null;
  readonly Steps: ComponentType<{ readonly failure: string }>;
  /** What has changed since an earlier result; null where there is none. */
  readonly Baseline: ComponentType | null;
}

/** In a failure that is not open. */
const NOWHERE = { step: null, compare: null };

export function App(props: AppProps) {
  const [isOn, set] = useState(true);
  return (
    <Letters.Provider value={useMemo(() => ({ isOn, set }), [isOn])}>
      <Pages {...props} />
    </Letters.Provider>
  );
}

function Pages({ summary, openDetail, Steps, Baseline }: AppProps) {
  const { route, replace } = useRoute();
  const openId = route?.view === 'failure' && summary.failures.some(({ id }) => id === route.id) ? route.id : null;
  const section = route?.view === 'overview' ? route.section : null;
  useLayoutEffect(() => {
    if (section !== null && location.hash !== '') document.getElementById(`/${section}`)?.scrollIntoView();
  }, [section]);
  const [before, after] = openId === null ? [null, null] : neighboursOf(summary, openId);
  useKeys({
    '[': () => before !== null && location.assign(failureHref(before.id)),
    ']': () => after !== null && location.assign(failureHref(after.id)),
  });
  const without = new Set<Section>([
    ...(Baseline === null ? (['baseline'] as const) : []),
    ...(hasTradeOffs(summary) ? [] : (['trade-offs'] as const)),
  ]);
  const overview = useMemo(() => <Overview {...{ summary, Baseline }} />, [summary, Baseline]);
  return (
    <>
      <Header version={summary.stalemate} without={without} />
      <main>
        <div hidden={openId !== null}>{overview}</div>
        {summary.failures.map((failure) => {
          const isOpen = failure.id === openId;
          return (
            <div class="failure-page" id={`/failure/${failure.id}`} hidden={route !== null && !isOpen}>
              <FailureView
                {...{ summary, failure, isOpen, openDetail, Steps }}
                {...(isOpen && route?.view === 'failure' ? route : NOWHERE)}
                onMove={({ step, compare }) => replace({ view: 'failure', id: failure.id, step, compare })}
              />
            </div>
          );
        })}
      </main>
    </>
  );
}

/** What needs an act comes first; where all was expected, the matrix answers the first question. */
function Overview({ summary, Baseline }: Pick<AppProps, 'summary' | 'Baseline'>) {
  const isCalm = summary.failures.every(({ standing }) => standing === 'expected');
  const failures = <Failures summary={summary} />;
  return (
    <>
      <Verdict summary={summary} />
      {isCalm ? null : failures}
      <Matrix summary={summary} />
      {isCalm ? failures : null}
      <TradeOffs summary={summary} />
      <Exploration summary={summary} />
      {Baseline !== null && <Baseline />}
      <Profiles profiles={summary.profiles ?? []} />
      <About summary={summary} />
    </>
  );
}
