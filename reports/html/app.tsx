/** @jsxRuntime automatic @jsxImportSource preact */
/** What runs in the browser: shows the part of the report that the fragment names, and brings a failure that is opened to life. */
import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { type OpenFailure, useOpened } from './hooks/use-opened.ts';
import { Letters, useKeys } from './hooks/use-keys.ts';
import { useFilter } from './hooks/use-filter.ts';
import { useRoute } from './hooks/use-route.ts';
import type { PageIndex } from './page-data.ts';
import { pagePlace, placeOf } from './places.ts';
import { failureHref, type Route } from './route.ts';
import { FailureView } from './views/failure/failure.tsx';
import { Neighbours, neighboursOf } from './views/failure/neighbours.tsx';
import { KeyHelp } from './views/interleaving/key-help.tsx';

export interface AppProps {
  readonly index: PageIndex;
  readonly openFailure: OpenFailure;
}

export function App(props: AppProps) {
  const [isOn, set] = useState(true);
  return (
    <Letters.Provider value={useMemo(() => ({ isOn, set }), [isOn])}>
      <Pages {...props} />
    </Letters.Provider>
  );
}

function Pages({ index, openFailure }: AppProps) {
  const { route, replace } = useRoute();
  const failure = route.view === 'failure' && index.failures.some(({ id }) => id === route.id) ? route : null;
  const id = failure?.id ?? null;
  const state = useOpened(id, openFailure);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const openHelp = () => setHelpOpen(true);
  useShown(id, state.kind === 'open');
  const section = route.view === 'overview' ? route.section : null;
  useLayoutEffect(() => {
    if (section !== null && location.hash !== '') document.getElementById(`/${section}`)?.scrollIntoView();
  }, [section]);
  const [query, setQuery] = useQuery(route, replace);
  const filter = useFilter(query, setQuery);
  const [before, after] = id === null ? [null, null] : neighboursOf(index, id);
  useKeys({
    '[': () => before !== null && location.assign(failureHref(before.id)),
    ']': () => after !== null && location.assign(failureHref(after.id)),
    '?': openHelp,
    '/': () => {
      if (id !== null) location.assign('#/matrix');
      // At once, since the field cannot have the focus while it is hidden.
      placeOf('overview').hidden = false;
      filter?.focus();
    },
  });
  return (
    <>
      {state.kind === 'broken' && <p class="callout">The trace cannot be opened: {state.reason}</p>}
      {state.kind === 'open' && failure !== null && (
        <FailureView
          key={failure.id}
          {...{ opened: state.opened, onHelp: openHelp }}
          {...failure}
          onMove={({ step, compare }) => replace({ view: 'failure', id: failure.id, step, compare })}
        />
      )}
      {id !== null && <Neighbours {...{ index, id }} />}
      {isHelpOpen && <KeyHelp onClose={() => setHelpOpen(false)} />}
    </>
  );
}

/** What the overview is filtered by. A link to a part of it, which says nothing of a filter, leaves it as it is. */
function useQuery(route: Route, replace: (route: Route) => void): readonly [string, (query: string) => void] {
  const isOverview = route.view === 'overview';
  const [query, setQuery] = useState(isOverview ? route.query : '');
  useLayoutEffect(() => {
    if (!isOverview || route.query === query) return;
    if (route.query === '') replace({ ...route, query });
    else setQuery(route.query);
  }, [route]);
  const change = (next: string) => {
    setQuery(next);
    if (isOverview) replace({ ...route, query: next });
  };
  return [query, change];
}

/** The overview, or the one failure: as it is without a script until its trace is open, or where that cannot be. */
function useShown(failure: string | null, isOpen: boolean): void {
  useLayoutEffect(() => {
    placeOf('overview').hidden = failure !== null;
    const page = failure === null ? null : document.getElementById(pagePlace(failure));
    // What has been opened once can be opened again.
    if (isOpen) page?.remove();
    else page?.classList.add('is-shown');
    return () => page?.classList.remove('is-shown');
  }, [failure, isOpen]);
}
