/** The elements that the script looks for. */
export const PLACES = { overview: 'overview', opened: 'opened', pages: 'pages', index: 'summary' } as const;

/** Those of the live engine, where the report has one. */
export const LIVE_PLACES = { script: 'live', lua: 'live-lua' } as const;

/** The element of a failure, which a link leads to without a script too. */
export function pagePlace(failure: string): string {
  return `/failure/${failure}`;
}

export function placeOf(name: keyof typeof PLACES): HTMLElement {
  return document.getElementById(PLACES[name])!;
}
