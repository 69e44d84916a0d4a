/** Names of stores and places, for heads of columns. */
import type { Place } from './state.ts';

export function placeName(place: Place): string {
  if (place.store === 'local') return `Memory of ${place.node}`;
  if (place.store === 'server') return place.server;
  if (place.store === 'replica') return place.replica.replace(/^replica/, 'Replica ').trim();
  return place.store === 'redis' ? 'Redis' : 'MySQL';
}

/** The store of a stale window, which is `redis` or `local node1`. */
export function windowStoreName(store: string): string {
  if (store === 'redis') return 'Redis';
  return store.startsWith('local ') ? `the memory of ${store.slice('local '.length)}` : store;
}

/** What an empty place is called. */
export function absentText(place: Place): string {
  return place.store === 'mysql' || place.store === 'replica' ? '(no row)' : '(miss)';
}
