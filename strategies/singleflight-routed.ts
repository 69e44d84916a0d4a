/**
 * Routed singleflight: consistent hashing gives each key an owner among the nodes; reads and writes of the key go there, where one
 * flight serves all nodes, and a write lets nobody join the flights from before it. Race: the late fill, unless `fill: lease`.
 * And when a node joins or leaves, some know of it and some do not (`views: split`): then a key has two owners, each with a
 * flight of its own, and a write reaches one of them. Source: groupcache; mailgun/groupcache#72, where peer lists differ.
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
  views: z.enum(['agreed', 'split']).default('agreed'),
});

export const singleflightRouted = defineStrategy({
  name: 'singleflight-routed',
  title: 'Read and write at the node that owns the key: one read there fills on a miss, the others wait for it.',
  options,
  create: ({ ttl, fill, views }) => {
    const load = fill === 'lease' ? fillWithLease : fillOnMiss;
    const flights = new Flights();

    /** The last node is joining: with split views it knows so itself, and the others have not heard of it. */
    function route({ node, nodes }: Context, key: string): Peer {
      const known = views === 'split' && node.number !== nodes.length ? nodes.slice(0, -1) : nodes;
      return ownerOf(key, known.length > 0 ? known : nodes);
    }

    return {
      async read(context, key) {
        const owner = route(context, key);
        if (owner.number !== context.node.number && !context.isForwarded) return owner.read(key);
        return flights.join(key, () => load(context, key, ttl));
      },

      async write(context, key, value) {
        const owner = route(context, key);
        if (owner.number !== context.node.number && !context.isForwarded) return owner.write(key, value);
        await updateItem(context.mysql, key, value);
        await deleteAndVoid(context.redis, key);
        flights.forget(key);
      },
    };
  },
});
