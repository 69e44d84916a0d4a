/** Short digests of plain data: equal data gives equal digests, on every machine and in every version. */
import { createHash } from 'node:crypto';
import type { MysqlReply, RedisReply, StoreError } from '../../engines/engine.ts';
import type { StateView } from '../../result.ts';
import type { Step } from '../../scheduler/step.ts';

const HEX_CHARACTERS = 12;

export function digestOf(value: unknown): string {
  return hashOf(value).toString('hex').slice(0, HEX_CHARACTERS);
}

/** The whole SHA-256. */
export function hashOf(value: unknown): Buffer {
  return createHash('sha256')
    .update(typeof value === 'string' ? value : canonicalJson(value))
    .digest();
}

/** Of errors the code alone counts: their texts may differ between versions of a server. */
export function digestOfReply({ reply, state }: Step): string {
  return digestOf([state, withoutMessages(reply)]);
}

export function digestOfState(state: StateView): string {
  return digestOf(state);
}

function withoutMessages(reply: RedisReply | MysqlReply): unknown {
  if (Array.isArray(reply)) return reply.map(withoutMessages);
  if (typeof reply !== 'object' || reply === null || !('kind' in reply) || reply.kind !== 'error') return reply;
  const { code, errno } = reply as StoreError;
  return { code, errno };
}

/** JSON in which the order of names does not matter and what is undefined is left out. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}
