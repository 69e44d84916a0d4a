import { describe, expect, it } from 'vitest';
import { redisMemoryOf, roomIn } from './redis-memory.ts';

const info = (maxmemory: number): string =>
  `# Memory\r\nused_memory:1000\r\nused_memory_human:1K\r\nused_memory_rss:5000\r\ntotal_system_memory:401000\r\nmaxmemory:${maxmemory}\r\nmaxmemory_policy:noeviction\r\n`;

describe('what Redis says of its memory', () => {
  it('is read from INFO, where no maximum is written as 0', () => {
    expect(redisMemoryOf(info(0))).toEqual({ usedBytes: 1000, maxBytes: null, machineBytes: 401_000 });
    expect(redisMemoryOf(info(3000))).toMatchObject({ maxBytes: 3000 });
    expect(() => redisMemoryOf('ERR unknown')).toThrow('no used_memory');
  });

  it('leaves room for others: half of what is left until it is full, a quarter of the machine', () => {
    expect(roomIn(redisMemoryOf(info(0)))).toBe(100_000);
    expect(roomIn(redisMemoryOf(info(3000)))).toBe(1000);
    expect(roomIn(redisMemoryOf(info(500)))).toBe(0);
  });
});
