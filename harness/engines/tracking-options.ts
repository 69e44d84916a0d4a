/** `CLIENT TRACKING …`, as far as both engines know it. */

export type TrackingOptions =
  | { readonly isOn: false }
  | {
      readonly isOn: true;
      /** The id of the connection that is told. */
      readonly redirect: string;
      readonly isBroadcast: boolean;
      readonly prefixes: readonly string[];
      /** Its own changes are not told. */
      readonly noLoop: boolean;
    };

/** What the engines do not know, and why. */
export interface UnknownTracking {
  readonly unknown: string;
  readonly because: string;
}

/** @param args behind `CLIENT TRACKING` */
export function parseTracking(args: readonly string[]): TrackingOptions | UnknownTracking {
  const [first = '', ...rest] = args;
  if (first.toUpperCase() === 'OFF' && rest.length === 0) return { isOn: false };
  if (first.toUpperCase() !== 'ON') return unknown(`CLIENT TRACKING ${first}`, 'expected ON or OFF');
  let redirect: string | null = null;
  let isBroadcast = false;
  let noLoop = false;
  const prefixes: string[] = [];
  for (let i = 0; i < rest.length; i++) {
    const option = rest[i]!.toUpperCase();
    if (option === 'REDIRECT') redirect = rest[++i] ?? null;
    else if (option === 'PREFIX') prefixes.push(rest[++i] ?? '');
    else if (option === 'BCAST') isBroadcast = true;
    else if (option === 'NOLOOP') noLoop = true;
    else return unknown(`CLIENT TRACKING … ${option}`, 'expected REDIRECT, BCAST, PREFIX or NOLOOP');
  }
  if (redirect === null) return unknown('CLIENT TRACKING without REDIRECT', 'nobody would be told');
  if (prefixes.length > 0 && !isBroadcast) return unknown('CLIENT TRACKING … PREFIX', 'it needs BCAST');
  if (overlap(prefixes)) return unknown('CLIENT TRACKING … PREFIX', 'one prefix must not begin with another');
  return { isOn: true, redirect, isBroadcast, prefixes, noLoop };
}

function overlap(prefixes: readonly string[]): boolean {
  return prefixes.some((one, i) => prefixes.some((other, j) => i !== j && one.startsWith(other)));
}

function unknown(what: string, because: string): UnknownTracking {
  return { unknown: what, because };
}

/** Where a connection is told which keys have changed. */
export const INVALIDATE = '__redis__:invalidate';
