/** The route in the fragment. */
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatRoute, parseRoute, type Route } from '../route.ts';

/** Browsers refuse more than about 20 changes of the address a second; a held arrow key makes more. */
const WRITE_DELAY_MS = 200;

export interface RouteState {
  readonly route: Route;
  /** Changes the route without a new entry in the browser's history, so that Back is not filled with steps. */
  readonly replace: (route: Route) => void;
}

export function useRoute(): RouteState {
  const [route, setRoute] = useState<Route>(() => parseRoute(location.hash));
  const timer = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    const read = () => {
      clearTimeout(timer.current);
      setRoute(parseRoute(location.hash));
    };
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  const replace = useCallback((next: Route) => {
    setRoute(next);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => history.replaceState(null, '', formatRoute(next)), WRITE_DELAY_MS);
  }, []);
  return { route, replace };
}
