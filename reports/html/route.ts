/** The place in the report, kept in the fragment so that it works on file:// and can be sent: `#/failure/<id>?step=9&cmp=lease`. */

export type Section =
  | 'verdict'
  | 'failures'
  | 'matrix'
  | 'trade-offs'
  | 'exploration'
  | 'baseline'
  | 'profile'
  | 'about';

export type Route =
  | { readonly view: 'overview'; readonly section: Section }
  | { readonly view: 'failure'; readonly id: string; readonly step: number | null; readonly compare: string | null };

const SECTIONS: readonly string[] = [
  'verdict',
  'failures',
  'matrix',
  'trade-offs',
  'exploration',
  'baseline',
  'profile',
  'about',
] satisfies readonly Section[];

/** Never fails: what is not understood is the start of the report. */
export function parseRoute(fragment: string): Route {
  const [path = '', query = ''] = fragment.replace(/^#?\/?/, '').split('?', 2);
  const [name = '', id = ''] = path.split('/', 2);
  if (name === 'failure' && id !== '') {
    const parameters = new URLSearchParams(query);
    const step = Number(parameters.get('step'));
    return {
      view: 'failure',
      id,
      step: Number.isInteger(step) && step > 0 ? step : null,
      compare: parameters.get('cmp'),
    };
  }
  return { view: 'overview', section: SECTIONS.includes(name) ? (name as Section) : 'verdict' };
}

/** The fragment of a route, with its `#`. */
export function formatRoute(route: Route): string {
  if (route.view === 'overview') return `#/${route.section}`;
  const { id, step, compare } = route;
  const query = new URLSearchParams({
    ...(step === null ? {} : { step: String(step) }),
    ...(compare === null ? {} : { cmp: compare }),
  }).toString();
  return `#/failure/${id}${query === '' ? '' : `?${query}`}`;
}

/** The fragment of a failure, or of one of its steps. */
export function failureHref(id: string, step: number | null = null): string {
  return formatRoute({ view: 'failure', id, step, compare: null });
}
