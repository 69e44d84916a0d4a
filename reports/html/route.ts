/** The place in the report, kept in the fragment so that it works on file:// and can be sent: `#/failure/<id>?step=9`. */

export type Section = 'verdict' | 'failures' | 'matrix' | 'baseline' | 'profile' | 'about';

export type Route =
  | { readonly view: 'overview'; readonly section: Section }
  | { readonly view: 'failure'; readonly id: string; readonly step: number | null };

const SECTIONS: readonly string[] = [
  'verdict',
  'failures',
  'matrix',
  'baseline',
  'profile',
  'about',
] satisfies readonly Section[];

/** Never fails: what is not understood is the start of the report. */
export function parseRoute(fragment: string): Route {
  const [path = '', query = ''] = fragment.replace(/^#?\/?/, '').split('?', 2);
  const [name = '', id = ''] = path.split('/', 2);
  if (name === 'failure' && id !== '') {
    const step = Number(new URLSearchParams(query).get('step'));
    return { view: 'failure', id, step: Number.isInteger(step) && step > 0 ? step : null };
  }
  return { view: 'overview', section: SECTIONS.includes(name) ? (name as Section) : 'verdict' };
}

/** The fragment of a route, with its `#`. */
export function formatRoute(route: Route): string {
  if (route.view === 'overview') return `#/${route.section}`;
  return `#/failure/${route.id}${route.step === null ? '' : `?step=${route.step}`}`;
}

/** The fragment of a failure, or of one of its steps. */
export function failureHref(id: string, step: number | null = null): string {
  return formatRoute({ view: 'failure', id, step });
}
