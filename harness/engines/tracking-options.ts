/** `CLIENT TRACKING …`, as far as both engines know it. */
import type { Refusal } from './refused-sql.ts';

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

/** @param args behind `CLIENT TRACKING`; a refusal says what no engine runs */
export function parseTracking(args: readonly string[]): TrackingOptions | Refusal {
  const [first = '', ...rest] = args;
  if (first.toUpperCase() === 'OFF' && rest.length === 0) return { isOn: false };
  if (first.toUpperCase() !== 'ON') return refused(`CLIENT TRACKING ${first}`, 'expected ON or OFF');
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
    else return refused(`CLIENT TRACKING … ${option}`, 'expected REDIRECT, BCAST, PREFIX or NOLOOP');
  }
  if (redirect === null) return refused('CLIENT TRACKING without REDIRECT', 'nobody would be told');
  if (prefixes.length > 0 && !isBroadcast) return refused('CLIENT TRACKING … PREFIX', 'it needs BCAST');
  if (overlap(prefixes)) return refused('CLIENT TRACKING … PREFIX', 'one prefix must not begin with another');
  return { isOn: true, redirect, isBroadcast, prefixes, noLoop };
}

function overlap(prefixes: readonly string[]): boolean {
  return prefixes.some((one, i) => prefixes.some((other, j) => i !== j && one.startsWith(other)));
}

function refused(what: string, because: string): Refusal {
  return { what, because, fix: "write client('TRACKING', 'ON', 'REDIRECT', id), with BCAST, PREFIX or NOLOOP" };
}

/** Where a connection is told which keys have changed. */
export const INVALIDATE = '__redis__:invalidate';
