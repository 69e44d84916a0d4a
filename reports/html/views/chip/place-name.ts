/** Names of stores and places, for heads of columns. */
import type { Place } from '../../model/state.ts';

export function storeName(place: Place): string {
  if (place.store === 'local') return `Memory of ${place.node}`;
  return place.store === 'redis' ? 'Redis' : 'MySQL';
}

/** What an empty place is called. */
export function absentText(place: Place): string {
  return place.store === 'mysql' ? '(no row)' : '(miss)';
}
