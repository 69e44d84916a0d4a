import type { Checker } from './checker.ts';
import { OK } from './checker.ts';
import type { Facts, ReadFact } from './facts.ts';
import { largestHerd, loadsOf } from './loads.ts';

/**
 * More reads than `herd_max` loaded the same version of a row from MySQL: each write costs the database that many reads of
 * one key, and so does each key that the cache has lost. Judged only where the scenario asks for it.
 * Source: Nishtala et al., "Scaling Memcache at Facebook", NSDI 2013, §3.2.1 ("thundering herds").
 */
export const thunderingHerd: Checker = {
  title: 'More reads than the scenario allows loaded one and the same version of a row from MySQL.',
  check(facts) {
    const { herdMax } = facts.history.plan;
    if (herdMax === undefined || herdMax === null) return OK;
    const herd = largestHerd(loadsOf(facts.history));
    if (herd.length <= herdMax) return OK;
    const first = herd[0]!.operation!;
    const last = herd.at(-1)!.operation!;
    return {
      kind: 'violation',
      violation: { read: factOf(facts, last), expected: null, obligation: 'loaded-once', earlier: first },
    };
  },
};

/** A read that a crash has ended has loaded as well. */
function factOf({ reads, versions }: Facts, operation: ReadFact['operation']): ReadFact {
  const known = reads.find((read) => read.operation === operation);
  if (known !== undefined) return known;
  const list = versions.get(operation.key!) ?? [];
  return {
    operation,
    versions: list,
    returned: -1,
    returnedAtLeast: -1,
    acknowledged: 0,
    committed: 0,
    isObserver: false,
  };
}
