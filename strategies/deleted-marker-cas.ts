/**
 * Deleted marker with compare-and-set: a write puts a marker in the entry's place, another one each time. A reader that saw
 * nothing adds, one that saw a marker replaces that very marker; both fail when somebody was there in between.
 * Race: the marker is evicted: a reader that saw nothing before the write finds nothing again, and adds its old value. And a
 * writer that dies after its commit leaves no marker. Source: Shopify/identity_cache (#154), whose README tells of the flush.
 */
import { selectItem, updateItem } from './items.ts';
import { readsOption, sourceOf } from './reads.ts';
import { defineStrategy, duration, z } from './strategy.ts';

const MARKER = 'deleted:';

/** KEYS the entry, the counter of markers · ARGV TTL of the marker in ms. */
const MARK = `
local number = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], '${MARKER}' .. number, 'PX', ARGV[1])`;

/** KEYS[1] · ARGV the marker that was seen, value, TTL in ms. Returns 1 when stored, 0 when something else is there by now. */
const REPLACE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

const counterKey = (key: string): string => `marker-counter:{${key}}`;

export const deletedMarkerCas = defineStrategy({
  name: 'deleted-marker-cas',
  title:
    'Read: SET NX after nothing, compare-and-set after a marker. Write: update the row, put a marker in the entry’s place.',
  options: z.strictObject({
    ttl: duration().prefault('60s'),
    marker_ttl: duration().prefault('1000s'),
    reads: readsOption,
  }),
  create: ({ ttl, marker_ttl: markerTtl, reads }) => ({
    async read({ redis, mysql }, key) {
      const seen = await redis.get(key);
      if (seen !== null && !seen.startsWith(MARKER)) return seen;
      const item = await selectItem(sourceOf({ mysql }, reads), key);
      if (item === null) return null;
      if (seen === null) await redis.set(key, item.value, 'PX', ttl, 'NX');
      else await redis.eval(REPLACE, 1, key, seen, item.value, ttl);
      return item.value;
    },

    async write({ redis, mysql }, key, value) {
      await updateItem(mysql, key, value);
      await redis.eval(MARK, 2, key, counterKey(key), markerTtl);
    },
  }),
});
