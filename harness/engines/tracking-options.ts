/** `CLIENT TRACKING …`, as far as both engines know it. */
import type { RedisMessage } from './engine.ts';
import type { Refusal } from './refused-sql.ts';

export type TrackingOptions =
  | { readonly isOn: false }
  | {
      readonly isOn: true;
      /** The id of the connection that is told; null: the one that is tracked, by pushes of RESP3. */
      readonly redirect: string | null;
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
  if (prefixes.length > 0 && !isBroadcast) return refused('CLIENT TRACKING … PREFIX', 'it needs BCAST');
  if (overlap(prefixes)) return refused('CLIENT TRACKING … PREFIX', 'one prefix must not begin with another');
  return { isOn: true, redirect, isBroadcast, prefixes, noLoop };
}

/** The order of messages on two connections is nobody's to know, so a node hears Redis on one. */
export const TWO_CONNECTIONS: Refusal = {
  what: 'CLIENT TRACKING without REDIRECT on a node that also uses `subscriber`, or tracks with REDIRECT',
  because: 'it would hear Redis on two connections, whose messages have no order',
  fix: "write client('TRACKING', 'ON', 'REDIRECT', id) with the id of its subscriber",
};

function overlap(prefixes: readonly string[]): boolean {
  return prefixes.some((one, i) => prefixes.some((other, j) => i !== j && one.startsWith(other)));
}

function refused(what: string, because: string): Refusal {
  return { what, because, fix: "write client('TRACKING', 'ON'), with REDIRECT, BCAST, PREFIX or NOLOOP" };
}

/** Where a connection is told which keys have changed. Messages that are pushed bear this name, too. */
export const INVALIDATE = '__redis__:invalidate';

/** What a connection is told of keys. @param keys null: all are gone */
export function invalidation(keys: readonly string[] | null, isPush: boolean): RedisMessage {
  const message = { channel: INVALIDATE, message: keys?.join(',') ?? '' };
  return isPush ? { ...message, isPush } : message;
}
