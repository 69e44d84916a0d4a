/**
 * Routed singleflight: consistent hashing gives each key an owner among the nodes; reads and writes of the key go there, where one
 * flight serves all nodes, and a write lets nobody join the flights from before it. Race: the late fill, unless `fill: lease`.
 * And when a node joins or leaves, a key has a new owner while the old one's flight is still under way; as long as some have not
 * heard of it, a write reaches one of the two, and who joins the other gets the old value. Source: groupcache, which loads a key
 * itself when its owner cannot be reached; mailgun/groupcache#72, where peer lists differ.
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
});

function isUnreachable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}

export const singleflightRouted = defineStrategy({
  name: 'singleflight-routed',
  title: 'Read and write at the node that owns the key: one read there fills on a miss, the others wait for it.',
  options,
  create: ({ ttl, fill }) => {
    const load = fill === 'lease' ? fillWithLease : fillOnMiss;
    const flights = new Flights();

    /** Has the key's owner do it; if it cannot be reached, or is this node itself, does it here. */
    async function atOwner<T>(context: Context, key: string, ask: (owner: Peer) => Promise<T>, act: () => Promise<T>) {
      const owner = ownerOf(key, context.nodes);
      if (context.isForwarded || owner.number === context.node.number) return act();
      // Whatever else goes wrong there may have been done, and is not done twice.
      return ask(owner).catch((error: unknown) => (isUnreachable(error) ? act() : Promise.reject(error)));
    }

    return {
      read: (context, key) =>
        atOwner(
          context,
          key,
          (owner) => owner.read(key),
          () => flights.join(key, () => load(context, key, ttl)),
        ),

      write: (context, key, value) =>
        atOwner(
          context,
          key,
          (owner) => owner.write(key, value),
          async () => {
            await updateItem(context.mysql, key, value);
            await deleteAndVoid(context.redis, key);
            flights.forget(key);
          },
        ),
    };
  },
});
