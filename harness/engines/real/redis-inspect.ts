/** What a run's keys hold, written for people, the same way as the embedded engine writes it. */
import type { RedisCommand, RedisReply, StoreState } from '../engine.ts';
import type { TtlBook } from './ttl-book.ts';

type Send = (command: RedisCommand) => Promise<RedisReply>;

interface Rendering {
  readonly command: (key: string) => RedisCommand;
  readonly render: (reply: RedisReply) => string;
}

/** By Redis's name of the type; elements in the order in which Redis gives them. */
const RENDERINGS: Readonly<Record<string, Rendering>> = {
  string: { command: (key) => ({ name: 'get', args: [key] }), render: String },
  hash: { command: (key) => ({ name: 'hgetall', args: [key] }), render: (reply) => `{${pairs(reply)}}` },
  list: {
    command: (key) => ({ name: 'lrange', args: [key, '0', '-1'] }),
    render: (reply) => `[${items(reply).join(', ')}]`,
  },
  set: { command: (key) => ({ name: 'smembers', args: [key] }), render: (reply) => `{${items(reply).join(', ')}}` },
  zset: {
    command: (key) => ({ name: 'zrange', args: [key, '0', '-1', 'WITHSCORES'] }),
    render: (reply) => `[${pairs(reply)}]`,
  },
};

export async function inspectKeys(keys: readonly string[], send: Send, book: TtlBook): Promise<StoreState['redis']> {
  const values = await Promise.all(keys.map((key) => valueOf(key, send)));
  const state: Record<string, { value: string; expiresAtMs: number | null }> = {};
  for (const [i, key] of keys.entries()) {
    const value = values[i];
    if (value !== null && value !== undefined) state[key] = { value, expiresAtMs: book.deadline(key) };
  }
  return state;
}

async function valueOf(key: string, send: Send): Promise<string | null> {
  const type = (await send({ name: 'type', args: [key] })) as string;
  if (type === 'none') return null;
  const rendering = RENDERINGS[type];
  return rendering === undefined ? `(${type})` : rendering.render(await send(rendering.command(key)));
}

function items(reply: RedisReply): readonly string[] {
  return reply as readonly string[];
}

/** `f: v, g: w` of a flat list. */
function pairs(reply: RedisReply): string {
  const flat = items(reply);
  return flat.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${flat[i + 1]}`] : [])).join(', ');
}
