/** What steps on MySQL's replicas touch. A replica's rows change when it applies, and at no other time. */
import type { Commit } from '../engines/engine.ts';
import type { Access, Footprint } from './access.ts';
import { access } from './access.ts';

/** @param accesses what a statement would touch on the primary: on a replica nothing is written, and nothing locked */
export function onReplica(accesses: Footprint, replica: number): Footprint {
  return accesses.flatMap((one): Access[] => {
    if (one.space === 'rows') return one.mode === 'read' ? [access('read', 'replicas', one.item, String(replica))] : [];
    return one.space === 'locks' || one.space === 'binlog' ? [] : [one];
  });
}

/** @param isFollowed change events come from this replica's binlog */
export function applying({ changes }: Commit, replica: number, isFollowed: boolean): Footprint {
  const ids = changes.flatMap(({ before, after }) => [before, after].flatMap((row) => (row === null ? [] : [row.id])));
  const rows = [...new Set(ids)].map((id) => access('write', 'replicas', String(id), String(replica)));
  return isFollowed ? [...rows, access('write', 'binlog')] : rows;
}
