/**
 * Two-tier origin: consistent hashing sends a key from wherever it is asked for to one node of the second tier, which asks the one
 * node of the first tier, which asks Redis and MySQL. At both tiers one flight serves all who come meanwhile: of 10,000 users 10
 * reach the first tier, and one MySQL. Race: the late fill, unless `fill: lease`. And a write that goes straight to the first tier
 * (`writes: first-tier`) ends the flights there alone: at the second tier readers still join those from before it.
 * Source: the origin shield of content delivery networks; groupcache for routing and flights.
 */
import { fillOnMiss } from './fill-on-miss.ts';
import { fillWithLease } from './fill-with-lease.ts';
import { Flights } from './flights.ts';
import { ownerOf } from './hash-ring.ts';
import { updateItem } from './items.ts';
import { deleteAndVoid } from './lease-protocol.ts';
import type { Context, Peer } from './strategy.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const options = z.strictObject({
  ttl: duration().prefault('60s'),
  fill: z.enum(['set', 'lease']).default('set'),
  writes: z.enum(['both-tiers', 'first-tier']).default('both-tiers'),
});

/** Where a request goes from here: to the key's node of the second tier, or from there to the first; null at its end. */
function next({ node, nodes, isForwarded }: Context, key: string, isStraight = false): Peer | null {
  const [first, ...secondTier] = nodes;
  if (secondTier.length === 0) return null;
  if (node.number === first!.number && (isForwarded || isStraight)) return null;
  const owner = ownerOf(key, secondTier);
  return isForwarded || isStraight || owner.number === node.number ? first! : owner;
}

export const twoTierOrigin = defineStrategy({
  name: 'two-tier-origin',
  title:
    'Read: by the key’s node of the second tier at the first tier, one flight at each. Write: the same way, then delete.',
  options,
  create: ({ ttl, fill, writes }) => {
    const load = fill === 'lease' ? fillWithLease : fillOnMiss;
    const flights = new Flights();

    return {
      async read(context, key) {
        const peer = next(context, key);
        if (peer !== null && peer.number !== context.nodes[0]!.number) return peer.read(key);
        return flights.join(key, () => peer?.read(key) ?? load(context, key, ttl));
      },

      async write(context, key, value) {
        const peer = next(context, key, writes === 'first-tier');
        if (peer !== null) {
          await peer.write(key, value);
        } else {
          await updateItem(context.mysql, key, value);
          await deleteAndVoid(context.redis, key);
        }
        flights.forget(key);
      },
    };
  },
});
