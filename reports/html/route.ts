/** The place in the report, kept in the fragment so that it works on file:// and can be sent: `#/failure/<id>?step=9&cmp=lease`, `#/matrix?q=lease`. */

export type Section =
  | 'verdict'
  | 'failures'
  | 'matrix'
  | 'trade-offs'
  | 'exploration'
  | 'baseline'
  | 'profile'
  | 'advice'
  | 'about';

export type Route =
  | { readonly view: 'overview'; readonly section: Section; readonly query: string }
  | { readonly view: 'failure'; readonly id: string; readonly step: number | null; readonly compare: string | null };

const SECTIONS: readonly string[] = [
  'verdict',
  'failures',
  'matrix',
  'trade-offs',
  'exploration',
  'baseline',
  'profile',
  'advice',
  'about',
] satisfies readonly Section[];

/** Never fails: what is not understood is the start of the report. */
export function parseRoute(fragment: string): Route {
  const [path = '', query = ''] = fragment.replace(/^#?\/?/, '').split('?', 2);
  const [name = '', id = ''] = path.split('/', 2);
  const parameters = new URLSearchParams(query);
  if (name === 'failure' && id !== '') {
    const step = Number(parameters.get('step'));
    return {
      view: 'failure',
      id,
      step: Number.isInteger(step) && step > 0 ? step : null,
      compare: parameters.get('cmp'),
    };
  }
  const section = SECTIONS.includes(name) ? (name as Section) : 'verdict';
  return { view: 'overview', section, query: parameters.get('q') ?? '' };
}

/** The fragment of a route, with its `#`. */
export function formatRoute(route: Route): string {
  if (route.view === 'overview') return withQuery(`#/${route.section}`, route.query === '' ? {} : { q: route.query });
  const { id, step, compare } = route;
  return withQuery(`#/failure/${id}`, {
    ...(step === null ? {} : { step: String(step) }),
    ...(compare === null ? {} : { cmp: compare }),
  });
}

function withQuery(path: string, parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(parameters).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** The fragment of a failure, or of one of its steps. */
export function failureHref(id: string, step: number | null = null): string {
  return formatRoute({ view: 'failure', id, step, compare: null });
}
